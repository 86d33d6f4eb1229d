/** The benchmark behind {@code ./quotastack bench}: it starts the product and measures it from outside. */
@NullMarked
package io.quotastack.bench;

import org.jspecify.annotations.NullMarked;
