/** The machine: what it is, and who took how much of it while something was measured. */
@NullMarked
package io.quotastack.bench.machine;

import org.jspecify.annotations.NullMarked;
