/** The processes that are measured, and what the system says of them. */
@NullMarked
package io.quotastack.bench.process;

import org.jspecify.annotations.NullMarked;
