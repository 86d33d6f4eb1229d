/**
 * Decides commands: a pure function of one customer's state, the command, the configuration and the broker's time of the
 * record ({@link io.quotastack.core.decide.CommandDecider}).
 *
 * <ol>
 * <li>A repeat gets the first answer again, or is refused when its content is another ({@code DuplicateDetector}).
 * <li>What is due by now is booked, each entry at its own instant ({@code DueProcessing}).
 * <li>The command is decided by the decider of its subject, in a package of the subject's name below this one. A refusal
 * books nothing of its own.
 * <li>Thresholds that the balance crossed become events ({@code BalanceThresholds}).
 * </ol>
 *
 * <p>Amounts are millicredits, checked before they are booked: nothing overflows, nothing is wrapped. Whether a request is
 * well formed was checked before it came here; how an answer looks is the business of the shell.
 */
package io.quotastack.core.decide;

import io.quotastack.core.decide.booking.Amounts;
import io.quotastack.core.decide.usage.UsageDecider;
import io.quotastack.core.decide.wallet.CreditDecider;
