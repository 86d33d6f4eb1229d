/** The Kafka cluster as a node finds it, and the node's own directory: what does not fit together is refused by name. */
package io.quotastack.nodes.cluster;
