/** What a tenant sells (CONTRACT 8). */
@NullMarked
package io.quotastack.api.catalogue;

import org.jspecify.annotations.NullMarked;
