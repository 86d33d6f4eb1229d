/**
 * What the stores of all apps share: keys and their ranges, rows written by Avro, and where lists begin.
 */
package io.quotastack.platform.store;
