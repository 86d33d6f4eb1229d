package io.quotastack.ledger.answer;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.subscription.SubscriptionSnapshot;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.state.StoredAccount;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.CreditsWrittenView;
import io.quotastack.ledger.view.CustomerView;
import io.quotastack.ledger.view.ReservationView;
import io.quotastack.ledger.view.ReservationView.Standing;
import io.quotastack.ledger.view.ReservationWrittenView;
import io.quotastack.ledger.view.ReservationsReleasedView;
import io.quotastack.ledger.view.SubscriptionView;
import io.quotastack.ledger.view.TestClockView;
import io.quotastack.ledger.view.TopUpRefundedView;
import io.quotastack.ledger.view.TransferView;
import io.quotastack.ledger.view.UsageView;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.schemas.json.Json;

/** What a decided command answers, as a client reads it. */
public final class AnswerRenderer {

    /** Where an event that came without HTTP would have come in. */
    private static final String USAGE_PATH = "/v1/usage";

    private AnswerRenderer() {}

    /**
     * Renders the answer to a decided command.
     *
     * @param account as it was when the command was decided: it has the answers given before
     */
    public static Answer render(CommandEnvelope envelope, Decision decision, StoredAccount account) {
        CustomerKey customer = envelope.customer().key();
        return switch (decision.outcome()) {
            case Outcome.UsageCharged(LedgerEntry entry) -> finished(201, UsageView.of(entry, externalId(decision)));
            case Outcome.UsageRetried(LedgerEntry entry) -> finished(200, UsageView.of(entry, externalId(decision)));
            case Outcome.UsageChargedBefore(long sequence) -> new Answer.ChargedBefore(customer, sequence);
            case Outcome.GrantedBefore(long sequence) -> new Answer.GrantedBefore(customer, sequence);
            case Outcome.CreditsWritten written when isGrant(written) -> finished(201,
                    CreditsWrittenView.ofGrants(written.written(), externalId(decision)));
            case Outcome.CreditsWritten written -> finished(written.booked() ? 201 : 200,
                    CreditsWrittenView.of(written.written(),
                            written.blocks().stream().map(block -> blockView(customer, block, written)).toList(),
                            externalId(decision)));
            case Outcome.TopUpRefunded(var entries, long takenBack, long used, long held, long clawedBack) -> finished(
                    201, new TopUpRefundedView(CreditsWrittenView.of(entries, List.of(), externalId(decision)),
                            takenBack, used, held, clawedBack));
            case Outcome.Reserved(Reservation reservation, LedgerEntry entry, Account after) -> finished(201,
                    written(decision, reservation, Standing.active(reservation), List.of(entry), after));
            case Outcome.ReservationEnded ended -> finished(200,
                    written(decision, ended.reservation(),
                            Standing.ended(ended.end(), ended.committed(), ended.released(),
                                    ended.entries().getFirst().sequence()),
                            ended.entries(), ended.after()));
            case Outcome.ReservationExtended(Reservation reservation, Account after) -> finished(200,
                    written(decision, reservation, Standing.active(reservation), List.of(), after));
            case Outcome.ReservationsReleased(int released, long credits, int remaining) -> finished(200,
                    new ReservationsReleasedView(released, credits, remaining));
            case Outcome.SubscriptionWritten(SubscriptionSnapshot subscription, boolean begun) -> finished(
                    begun ? 201 : 200, SubscriptionView.of(customer, externalId(decision), subscription));
            case Outcome.TransferUnderWay underWay -> problem(envelope, Problem.of(ProblemType.OUTCOME_PENDING,
                    "the credits are on their way; ask again with the same key for what became of them"));
            case Outcome.Transferred transferred -> finished(201,
                    TransferView.of(customer, externalId(decision), transferred));
            case Outcome.TransferHeard heard -> throw new IllegalStateException("nobody waits for it: " + heard);
            case Outcome.TestClockMoved(Instant reached, TestClock clock, List<ClockEvent> happened) -> finished(
                    clock.moving() ? 202 : 200,
                    TestClockView.of(reached, clock.now(), clock.moving(), happened));
            case Outcome.UsageWaits waits -> throw new IllegalStateException("it is not decided yet: " + waits);
            case Outcome.TakenInBefore before -> throw new IllegalStateException("it was answered then: " + before);
            case Outcome.TimePassed passed -> throw new IllegalStateException("nobody waits for a tick: " + passed);
            case Outcome.CustomerCreated(var created) -> finished(201, CustomerView.of(created));
            case Outcome.CustomerUpdated(var updated) -> finished(200, CustomerView.of(updated));
            case Outcome.CustomerExists(var existing) -> problem(envelope,
                    Problem.of(ProblemType.ALREADY_EXISTS, "a customer with this external id exists").with("customer",
                            CustomerView.of(existing)));
            case Outcome.Refused(Problem problem) -> problem(envelope, problem);
            case Outcome.AnsweredBefore(var key) -> again(customer, account.keptAnswer(key).orElseThrow());
        };
    }

    private static ReservationWrittenView written(Decision decision, Reservation reservation, Standing standing,
            List<LedgerEntry> entries, Account after) {
        Customer customer = decision.customer().orElseThrow();
        return ReservationWrittenView.of(
                ReservationView.of(customer.key(), customer.externalId(), reservation, standing), entries, after);
    }

    /** The problem document of a refusal, naming the request that brought the command. */
    public static RequestContext requestOf(CommandEnvelope envelope) {
        return new RequestContext(envelope.commandId(),
                envelope.idempotency().map(Idempotency::instance).orElse(USAGE_PATH));
    }

    /** The entry that has all that the answer tells, so that it can be rendered from it again: of a grant of one block. */
    public static OptionalLong grantOf(Decision decision) {
        return decision.outcome() instanceof Outcome.CreditsWritten written && isGrant(written)
                ? OptionalLong.of(written.written().getFirst().sequence())
                : OptionalLong.empty();
    }

    private static boolean isGrant(Outcome.CreditsWritten written) {
        LedgerEntry first = written.written().getFirst();
        return written.written().size() == 1 && first.type() == EntryType.GRANT
                && first.context().newBlock().isPresent();
    }

    private static Answer again(CustomerKey customer, KeptAnswer kept) {
        if (kept.grantedBy().isEmpty()) {
            return new Answer.Finished(kept.again());
        }
        long sequence = kept.grantedBy().getAsLong();
        return kept.isGrant() ? new Answer.Granted(customer, sequence) : new Answer.GrantedBefore(customer, sequence);
    }

    private static Answer finished(int status, Object view) {
        return new Answer.Finished(Reply.lazy(status, () -> Json.bytes(view)));
    }

    private static Answer problem(CommandEnvelope envelope, Problem problem) {
        return new Answer.Finished(ProblemJson.reply(problem, requestOf(envelope)));
    }

    private static String externalId(Decision decision) {
        return decision.customer().orElseThrow().externalId();
    }

    private static BlockView blockView(CustomerKey customer, BlockTerms block, Outcome.CreditsWritten written) {
        long left = block.effectiveAt().isAfter(written.after().now())
                ? block.originalAmount()
                : block.originalAmount() - repaid(written.written(), block.ordinal());
        return BlockView.of(customer, block, new BlockBalance(left, 0),
                BlockStatus.of(block, left, false, written.after().now()));
    }

    private static long repaid(List<LedgerEntry> entries, long ordinal) {
        return entries.stream().flatMap(entry -> entry.repaid().stream())
                .filter(share -> share.block().isPresent() && share.block().getAsLong() == ordinal)
                .mapToLong(Allocation::amount).sum();
    }
}
