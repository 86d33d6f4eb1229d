/** Metrics, their prices and estimates (CONTRACT 4). */
@NullMarked
package io.quotastack.api.metering;

import org.jspecify.annotations.NullMarked;
