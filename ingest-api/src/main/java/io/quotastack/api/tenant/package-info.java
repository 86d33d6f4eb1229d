/** Tenants, API keys and settings (CONTRACT 13). */
@NullMarked
package io.quotastack.api.tenant;

import org.jspecify.annotations.NullMarked;
