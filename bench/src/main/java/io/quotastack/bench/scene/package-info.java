/** The customers, prices and usage that every row is measured on. */
@NullMarked
package io.quotastack.bench.fixture;

import org.jspecify.annotations.NullMarked;
