/** Customers and the two names they have (CONTRACT 2). */
@NullMarked
package io.quotastack.api.customer;

import org.jspecify.annotations.NullMarked;
