/** What customers are subscribed to, and the clocks that tests move it by (CONTRACT 9). */
@NullMarked
package io.quotastack.api.subscription;

import org.jspecify.annotations.NullMarked;
