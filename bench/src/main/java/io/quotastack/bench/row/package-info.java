/** The rows of the benchmark, one class for each. */
@NullMarked
package io.quotastack.bench.row;

import org.jspecify.annotations.NullMarked;
