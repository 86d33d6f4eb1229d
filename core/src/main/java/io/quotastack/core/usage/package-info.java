/**
 * Usage events, and what makes two of them the same (CONTRACT 5): metric and units or lines, metadata, the
 * timestamp as given and the source; not the way they came in, nor the name used for the customer.
 */
package io.quotastack.core.usage;
