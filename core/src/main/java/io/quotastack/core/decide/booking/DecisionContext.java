package io.quotastack.core.decide.booking;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.EntryApplier;
import io.quotastack.core.command.Command;
import io.quotastack.core.config.Config;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.ledger.EntryHash;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.Cause;
import io.quotastack.core.ledger.LedgerEntry.Link;
import io.quotastack.core.ledger.LedgerEntry.Times;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.Subscription;

/**
 * One decision in the making: the draft of the customer, the entries booked so far and the events for the tenant.
 * Entries get their sequence, balances and hash here, and take effect on the draft at once.
 */
public final class DecisionContext {

    private final AccountDraft draft;
    private final Config.EnvironmentConfig environmentConfig;
    private final Cause cause;
    private final Instant recordedAt;
    private final Instant now;
    private final EntryApplier applier;
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final List<CustomerEvent> events = new ArrayList<>();
    private final List<Message> messages;

    /**
     * A decision about a draft, at one time.
     *
     * @param now the decision's time, never before the account's
     * @param messages takes what it says to other accounts
     */
    public DecisionContext(AccountDraft draft, Config.EnvironmentConfig environmentConfig, Cause cause,
            Instant recordedAt,
            Instant now, List<Message> messages) {
        this.draft = draft;
        this.environmentConfig = environmentConfig;
        this.cause = cause;
        this.recordedAt = recordedAt;
        this.now = now;
        this.messages = messages;
        this.applier = new EntryApplier(draft);
    }

    public AccountDraft draft() {
        return draft;
    }

    public Config.EnvironmentConfig environmentConfig() {
        return environmentConfig;
    }

    public Instant now() {
        return now;
    }

    public Account figures() {
        return draft.figures();
    }

    public Customer customer() {
        return draft.customer().orElseThrow(() -> new IllegalStateException("no customer " + draft.key()));
    }

    public long nextBlockOrdinal() {
        return figures().blocksMade() + 1;
    }

    /** The sequence that the next entry gets. */
    public long nextSequence() {
        return figures().version() + 1;
    }

    /** The terms of a block that there is, or was. */
    public BlockTerms terms(long blockOrdinal) {
        return draft.terms(blockOrdinal).orElseThrow(
                () -> new IllegalStateException("no block " + blockOrdinal + " of " + draft.key()));
    }

    /** Books an entry of the command itself: at the decision's now, under the request's idempotency key. */
    public LedgerEntry book(EntryDraft entryDraft) {
        return book(entryDraft, cause, now);
    }

    /** Books what fell due at an instant. */
    LedgerEntry bookScheduled(EntryDraft entryDraft, Instant at) {
        return book(entryDraft, new Cause(cause.commandId(), Optional.empty()), at);
    }

    private LedgerEntry book(EntryDraft entryDraft, Cause because, Instant occurredAt) {
        Account before = figures();
        LedgerEntry entry = EntryHash.seal(new LedgerEntry(draft.key(),
                Link.behind(before.version(), before.ledgerHash()), entryDraft.type(), entryDraft.movement(),
                before.balances().plus(entryDraft.change()), because, entryDraft.subject(paymentBehind(entryDraft)),
                entryDraft.metadata(), new Times(occurredAt, recordedAt), entryDraft.context()));
        countTakenBack(entry);
        applier.apply(entry);
        entries.add(entry);
        countInPeriod(entry);
        return entry;
    }

    /** The payment whose block the entry makes, puts into effect, lets expire or takes back. */
    private Optional<String> paymentBehind(EntryDraft entryDraft) {
        return switch (entryDraft.type()) {
            case GRANT, ACTIVATE, EXPIRE, VOID -> entryDraft.newBlock()
                    .or(() -> draft.terms(entryDraft.allocations().getFirst().block().orElseThrow()))
                    .flatMap(BlockTerms::externalPaymentId);
            case USAGE, RESERVE, COMMIT, RELEASE, RESERVE_EXPIRED, ADJUST, REFUND, ROLLOVER, PURCHASE, TRANSFER_OUT,
                    TRANSFER_IN -> Optional.empty();
        };
    }

    /** What is taken back of the running period's grants, by whom ever, is not used: a fair change gives it anew. */
    private void countTakenBack(LedgerEntry entry) {
        if (entry.type() == EntryType.VOID) {
            long block = entry.allocations().getFirst().block().orElseThrow();
            draft.periodCredits().filter(credits -> block >= credits.firstBlock())
                    .filter(credits -> draft.terms(block).filter(terms -> terms.source() == BlockSource.PLAN)
                            .isPresent())
                    .ifPresent(credits -> draft.put(AccountRows.PERIOD_CREDITS, credits.takingBack(-entry.delta())));
        }
    }

    /** What the running period granted; fails before the subscription begins. */
    public PeriodCredits periodCredits() {
        return draft.periodCredits().orElseThrow(
                () -> new IllegalStateException("no period of a subscription of " + draft.key()));
    }

    /** A postpaid subscription tells at the end of a period what was used in it. */
    private void countInPeriod(LedgerEntry entry) {
        switch (entry.type()) {
            case USAGE, COMMIT -> entry.usage().filter(usage -> postpaid()).ifPresent(usage -> usage.lines()
                    .forEach(line -> draft.periods().addUsage(line.metricKey(), line.units(), line.cost())));
            case REFUND -> entry.usage().filter(usage -> postpaid()).ifPresent(usage -> usage.lines()
                    .forEach(line -> draft.periods().addUsage(line.metricKey(), -line.units(), -line.cost())));
            case GRANT, ACTIVATE, RESERVE, RELEASE, RESERVE_EXPIRED, EXPIRE, ADJUST, VOID, ROLLOVER, PURCHASE,
                    TRANSFER_OUT, TRANSFER_IN -> {
                // moves credits, but is no usage
            }
        }
    }

    private boolean postpaid() {
        return variant().filter(variant -> variant.terms().billingMode() == BillingMode.POSTPAID).isPresent()
                && draft.subscription().flatMap(Subscription::period).isPresent();
    }

    /** The terms of the live subscription. */
    Optional<PlanVariant> variant() {
        return draft.subscription().map(this::variantOf);
    }

    public PlanVariant variantOf(Subscription subscription) {
        PlanVariant.Ref ref = subscription.variant();
        return environmentConfig.variantVersion(ref.variantId(), ref.version())
                .orElseThrow(() -> new IllegalStateException("no terms " + ref + " of " + draft.key()));
    }

    /** Tells the tenant: the event gets the customer's next sequence. */
    public void emit(CustomerEvent.Type type, Instant at, CustomerEvent.Data data) {
        long sequence = figures().eventsEmitted() + 1;
        draft.put(figures().withEventsEmitted(sequence));
        events.add(new CustomerEvent(sequence, type, at, data));
    }

    /** Says something to another customer's account: {@link Decision#messages}. */
    public void send(CustomerRef to, String id, Command command) {
        messages.add(new Message(to, id, command));
    }

    public List<LedgerEntry> entries() {
        return entries;
    }

    public List<CustomerEvent> events() {
        return events;
    }
}
