/** The same debit in PostgreSQL, for comparison. */
@NullMarked
package io.quotastack.bench.postgres;

import org.jspecify.annotations.NullMarked;
