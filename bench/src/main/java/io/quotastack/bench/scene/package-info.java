/** The customers, prices and usage that every row is measured on. */
@NullMarked
package io.quotastack.bench.scene;

import org.jspecify.annotations.NullMarked;
