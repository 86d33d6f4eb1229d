/** Figures beside their aims, as a table. */
@NullMarked
package io.quotastack.bench.report;

import org.jspecify.annotations.NullMarked;
