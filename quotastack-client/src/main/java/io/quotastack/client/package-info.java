/** A client of QuotaStack's HTTP API. */
@NullMarked
package io.quotastack.client;

import org.jspecify.annotations.NullMarked;
