/** Can this customer afford this? (CONTRACT 6). */
@NullMarked
package io.quotastack.api.entitlement;

import org.jspecify.annotations.NullMarked;
