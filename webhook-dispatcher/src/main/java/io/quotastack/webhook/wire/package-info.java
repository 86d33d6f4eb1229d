/** The form of the dispatcher's own records in Kafka. */
package io.quotastack.webhook.wire;
