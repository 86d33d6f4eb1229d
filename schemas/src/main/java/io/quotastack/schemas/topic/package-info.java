/**
 * The catalogue of topics: their names, how they are spread and how long they keep records. A customer's shard is its
 * partition, so partition counts never change.
 */
package io.quotastack.schemas.topic;
