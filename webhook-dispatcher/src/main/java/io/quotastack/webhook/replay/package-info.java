/** Looks up in `customer-events` what is to be delivered again, and hands it to the task as commands. */
package io.quotastack.webhook.replay;
