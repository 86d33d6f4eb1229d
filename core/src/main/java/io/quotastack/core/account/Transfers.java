package io.quotastack.core.account;

import java.time.Duration;
import java.time.Instant;

import io.quotastack.core.transfer.ReceivedTransfer;

/** The transfers of a customer, as a draft changes them. Each that is on its way has its next question among what is to come. */
public final class Transfers {

    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);
    /** A receiver that does not answer has not caught up with what fell due; doubling from a second leads here. */
    private static final Duration ASK_AGAIN_WITHIN = Duration.ofMinutes(1);

    private final AccountDraft draft;

    Transfers(AccountDraft draft) {
        this.draft = draft;
    }

    /** How many are on their way. */
    public int outgoing() {
        int[] count = {0};
        draft.scan(AccountRows.OUTGOING_TRANSFERS, (ordinal, transfer) -> ++count[0] > 0);
        return count[0];
    }

    /**
     * Credits are on their way, and their receiver is asked.
     *
     * @param ordinal the sequence of its entry
     */
    public void send(long ordinal, OutgoingTransfer transfer) {
        draft.put(AccountRows.OUTGOING_TRANSFERS, ordinal, transfer);
        draft.schedule().add(questionOf(ordinal, transfer));
    }

    /** The receiver is asked again; the time of the next question derives from how often it was. */
    public void askAgain(long ordinal, OutgoingTransfer transfer, Instant now) {
        draft.schedule().remove(questionOf(ordinal, transfer));
        send(ordinal, transfer.askedAgain(now.plus(pause(transfer.asked()))));
    }

    /** The receiver has told. */
    public void end(long ordinal, OutgoingTransfer transfer) {
        draft.schedule().remove(questionOf(ordinal, transfer));
        draft.remove(AccountRows.OUTGOING_TRANSFERS, ordinal);
    }

    public void receive(String transferId, ReceivedTransfer transfer) {
        draft.put(AccountRows.RECEIVED_TRANSFERS, transferId, transfer);
    }

    /** How long to wait for an answer when so many questions had none. */
    public static Duration pause(int asked) {
        Duration doubled = ASK_AGAIN_AFTER.multipliedBy(1L << Math.min(asked, Integer.SIZE));
        return doubled.compareTo(ASK_AGAIN_WITHIN) < 0 ? doubled : ASK_AGAIN_WITHIN;
    }

    private static ScheduledAction questionOf(long ordinal, OutgoingTransfer transfer) {
        return new ScheduledAction(transfer.askAgainAt(), ScheduledAction.Kind.TRANSFER, ordinal);
    }
}
