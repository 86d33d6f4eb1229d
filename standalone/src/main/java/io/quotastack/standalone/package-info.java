/** The one process behind {@code ./quotastack up}: all parts of QuotaStack and what they run on, started in order. */
package io.quotastack.standalone;
