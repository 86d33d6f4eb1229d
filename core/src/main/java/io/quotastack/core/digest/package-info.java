/** Hashes. */
package io.quotastack.core.digest;
