package io.quotastack.core.decide.booking;

import java.time.Instant;
import java.util.List;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.account.OutgoingTransfer;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.core.subscription.SubscriptionSnapshot;
import io.quotastack.core.transfer.ReceivedTransfer;

/** What became of a command. */
public sealed interface Outcome {

    /** A usage event was charged now. */
    record UsageCharged(LedgerEntry entry) implements Outcome {}

    /** The event was charged before, by the entry at {@code sequence}: the same answer again. */
    record UsageChargedBefore(long sequence) implements Outcome {}

    /** A refused event was charged on a second try. */
    record UsageRetried(LedgerEntry entry) implements Outcome {}

    /**
     * Credits were written.
     *
     * @param written what the command itself wrote; what fell due and was booked before is not among it
     * @param blocks the terms of the blocks it made
     * @param booked it booked something new (201), rather than acted on something (200)
     */
    record CreditsWritten(List<LedgerEntry> written, List<BlockTerms> blocks, Account after, boolean booked)
            implements Outcome {
        public CreditsWritten {
            written = List.copyOf(written);
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * A payment went back, and with it what was left of its credits. Amounts are millicredits.
     *
     * @param takenBack by this command
     * @param used what was spent of the payment, whether clawed back or not
     * @param held what holds keep of it: it was not taken back
     * @param clawedBack by this command: spent before, and a debt now
     */
    record TopUpRefunded(List<LedgerEntry> written, long takenBack, long used, long held, long clawedBack)
            implements Outcome {
        public TopUpRefunded {
            written = List.copyOf(written);
        }
    }

    /** The payment granted before, by the entry at {@code sequence}. */
    record GrantedBefore(long sequence) implements Outcome {}

    /**
     * Credits are on their way to another customer, whose word decides the answer: until it comes, whoever asks again is
     * told to wait.
     */
    record TransferUnderWay() implements Outcome {}

    /**
     * Another customer took the credits.
     *
     * @param ordinal of the transfer: the sequence of the entry that sent it
     */
    record Transferred(long ordinal, OutgoingTransfer transfer, ReceivedTransfer received) implements Outcome {}

    /** What another customer's account asked or told was heard, now or before; nobody waits for it. */
    record TransferHeard() implements Outcome {}

    /** Credits are held. */
    record Reserved(Reservation reservation, LedgerEntry entry, Account after) implements Outcome {}

    /**
     * A hold was committed or released.
     *
     * @param committed millicredits charged
     * @param released millicredits of the hold that were not charged
     * @param entries the one that ended it, and those of what came back to ended blocks
     */
    record ReservationEnded(
            Reservation reservation,
            ReservationStatus end,
            long committed,
            long released,
            List<LedgerEntry> entries,
            Account after) implements Outcome {
        public ReservationEnded {
            entries = List.copyOf(entries);
        }
    }

    /** A hold lasts longer, or as long as before when that was longer. */
    record ReservationExtended(Reservation reservation, Account after) implements Outcome {}

    /** Many holds were released; so many are still active. */
    record ReservationsReleased(int released, long credits, int remaining) implements Outcome {}

    /**
     * A subscription was begun or acted on.
     *
     * @param begun by this command (201), rather than acted on (200)
     */
    record SubscriptionWritten(SubscriptionSnapshot subscription, boolean begun) implements Outcome {}

    /**
     * The customer's own clock was moved.
     *
     * @param reached up to when all has happened
     * @param clock where it goes
     * @param happened the events of what fell due so far
     */
    record TestClockMoved(Instant reached, TestClock clock, List<ClockEvent> happened) implements Outcome {
        public TestClockMoved {
            happened = List.copyOf(happened);
        }
    }

    /** An accepted event waits until its account has caught up; nobody waits for it, or not here. */
    record UsageWaits() implements Outcome {}

    /**
     * The very command that took in an event came before, and the event was refused then, or stood for one that waited. Nothing
     * comes of it again, and whoever waited for it was answered then.
     */
    record TakenInBefore() implements Outcome {}

    /** Time has passed; what was due is booked. */
    record TimePassed() implements Outcome {}

    record CustomerCreated(Customer customer) implements Outcome {}

    /** The customer to be made is there already. */
    record CustomerExists(Customer customer) implements Outcome {}

    record CustomerUpdated(Customer customer) implements Outcome {}

    record Refused(Problem problem) implements Outcome {}

    /** The same request was answered before; the kept answer is the answer. */
    record AnsweredBefore(AnswerKey key) implements Outcome {}
}
