/**
 * What the stores of all apps share: ranges of keys, rows written by Avro, and where lists begin.
 */
package io.quotastack.platform.store;
