/** Credits held for jobs that are not finished yet (CONTRACT 7). */
@NullMarked
package io.quotastack.api.reservation;

import org.jspecify.annotations.NullMarked;
