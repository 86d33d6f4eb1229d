/** Webhooks: deliveries, retries, replays, tests (CONTRACT 10). */
@NullMarked
package io.quotastack.api.webhook;

import org.jspecify.annotations.NullMarked;
