/** The format of what only QuotaStack reads: what is stamped with it, and what becomes of another one. */
package io.quotastack.schemas.format;
