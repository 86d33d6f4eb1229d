/** A load client that costs little, since it shares the machine with what it measures. */
@NullMarked
package io.quotastack.bench.http;

import org.jspecify.annotations.NullMarked;
