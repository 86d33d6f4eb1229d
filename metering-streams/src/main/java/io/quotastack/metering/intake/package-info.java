/**
 * The usage intake: takes usage records that anyone produced to {@code usage-events} and makes commands of them
 * (CONTRACT 5 and 12). A record comes to one of three ends:
 *
 * <ul>
 * <li>a command that the ledger decides;
 * <li>a command that bears its refusal already: the event is readable and of a known tenant, but cannot be charged, so it
 * shows as refused;
 * <li>a dead letter with the reason: nobody could hear of it otherwise.
 * </ul>
 *
 * <p>None of them stops the others. What is not the record's fault (a registry or a broker out of reach, a shard on the
 * move) is waited for. Records may be taken twice after a crash: the command's id is the record's position and
 * event ids are unique, so that a repeat changes nothing. What a metric is and costs is not decided here.
 */
package io.quotastack.metering.intake;
