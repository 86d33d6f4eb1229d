/**
 * What callers want changed for one customer, and in which envelope it travels. A command carries all that its decision
 * needs and that the account's own state does not have, such as the charge that a void gives back.
 */
package io.quotastack.core.command;
