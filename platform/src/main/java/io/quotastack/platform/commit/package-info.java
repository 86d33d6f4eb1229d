/**
 * When transactions commit, and who hears of it. Callers share commits; they are answered when theirs is durable, and never
 * when it was aborted. All of it is a matter of latency: what is true does not depend on it.
 */
package io.quotastack.platform.commit;
