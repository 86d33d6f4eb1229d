package io.quotastack.core.decide.wallet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.command.Command.Expiry;
import io.quotastack.core.command.Command.GrantCredits;
import io.quotastack.core.command.Command.Purchase;
import io.quotastack.core.command.Command.TopUp;
import io.quotastack.core.command.Command.TopUpOf;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.decide.charge.Affordability;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** What a customer buys: credits for money that the tenant took, and further blocks for credits (CONTRACT 8). */
public final class TopUpDecider {

    private TopUpDecider() {}

    public static Result topUp(DecisionContext context, TopUp command) {
        Optional<BookedPayment> booked = command.externalPaymentId().flatMap(context.draft()::payment);
        if (booked.isPresent()) {
            return samePayment(booked.get(), command)
                    ? Result.of(new Outcome.GrantedBefore(booked.get().sequence()))
                    : Result.refused(ProblemType.PAYMENT_CONFLICT,
                            "external_payment_id granted other credits, or at another price");
        }
        Optional<OptionalLong> request = command.topupRequestId().map(id -> requestOf(context, id));
        if (request.filter(OptionalLong::isEmpty).isPresent()) {
            return Result.refused(Problem.notFound("topup_request", "no top-up was requested under this id"));
        }
        return switch (command.what()) {
            case TopUpOf.Credits(long amount) -> grant(context, command, request,
                    List.of(paid(command, amount, command.priority().orElse(0),
                            command.expiry().orElse(Expiry.NEVER), command.pricePaid(), command.currency())));
            case TopUpOf.SoldPackage(String id) -> context.environmentConfig().soldPackage(id)
                    .map(sold -> grant(context, command, request, blocksOf(command, sold)))
                    .orElseGet(() -> Result.refused(notSold()));
        };
    }

    public static Problem notSold() {
        return Problem.notFound("topup_package", "no top-up package is sold under this id");
    }

    /** The request that an id names; empty when there was no such request. */
    private static OptionalLong requestOf(DecisionContext context, String id) {
        return ResourceId.parse(ResourceId.Kind.TOPUP_REQUEST, id)
                .filter(request -> request.customerId().equals(context.draft().key().customerId()))
                .map(ResourceId::ordinal)
                .filter(ordinal -> ordinal >= 1 && ordinal <= context.draft().topupRequests().made())
                .map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private static Result grant(DecisionContext context, TopUp command, Optional<OptionalLong> request,
            List<GrantCredits> grants) {
        Optional<Problem> refusal = NewBlock.refusalOf(context, grants);
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        List<LedgerEntry> entries = grants.stream()
                .map(grant -> NewBlock.grant(context, grant, command.externalPaymentId())).toList();
        command.externalPaymentId().ifPresent(id -> context.draft().put(AccountRows.PAYMENTS, id,
                new BookedPayment(termsOf(command, grants.getFirst()), entries.getFirst().sequence(),
                        entries.stream().map(entry -> entry.context().newBlock().orElseThrow().ordinal()).toList())));
        request.ifPresent(ordinal -> context.draft()
                .put(AccountRows.TOPUP_REQUESTS, context.draft().topupRequests().answered(ordinal.orElseThrow())));
        return CreditDecider.written(context, entries, true);
    }

    /** The block that was paid for and, when the package has a bonus, a free one beside it. */
    private static List<GrantCredits> blocksOf(TopUp command, TopupPackage sold) {
        TopupPackage.Terms terms = sold.terms();
        int priority = command.priority().orElse(terms.priority());
        Expiry expiry = command.expiry().orElseGet(() -> new Expiry(Optional.empty(),
                terms.expiresInSeconds().map(OptionalLong::of).orElseGet(OptionalLong::empty)));
        List<GrantCredits> blocks = new ArrayList<>();
        blocks.add(paid(command, terms.credits(), priority, expiry,
                command.pricePaid().or(() -> Optional.of(terms.price())),
                command.currency().or(() -> Optional.of(terms.currency()))));
        if (terms.bonusCredits() > 0) {
            blocks.add(new GrantCredits(terms.bonusCredits(), BlockSource.TOPUP, Optional.of("bonus"), priority,
                    Optional.empty(), expiry, Optional.empty(), Optional.empty(), command.metadata()));
        }
        return blocks;
    }

    private static GrantCredits paid(TopUp command, long credits, int priority, Expiry expiry,
            Optional<Long> pricePaid, Optional<String> currency) {
        return new GrantCredits(credits, BlockSource.TOPUP, Optional.empty(), priority, Optional.empty(), expiry,
                pricePaid, currency, command.metadata());
    }

    private static String termsOf(TopUp command, GrantCredits paid) {
        return String.join(" ", soldAs(command.what()), paid.pricePaid().map(String::valueOf).orElse("-"),
                paid.currency().orElse("-"));
    }

    private static String soldAs(TopUpOf what) {
        return switch (what) {
            case TopUpOf.Credits(long amount) -> Long.toString(amount);
            case TopUpOf.SoldPackage(String id) -> id;
        };
    }

    /** A package's price may have changed since: what a repeat does not say is what it was. */
    private static boolean samePayment(BookedPayment booked, TopUp command) {
        String[] terms = booked.terms().split(" ", -1);
        boolean defaults = command.what() instanceof TopUpOf.SoldPackage;
        return terms[0].equals(soldAs(command.what()))
                && said(command.pricePaid().map(String::valueOf), defaults, terms[1])
                && said(command.currency(), defaults, terms[2]);
    }

    private static boolean said(Optional<String> value, boolean defaults, String booked) {
        return (value.isEmpty() && defaults) || value.orElse("-").equals(booked);
    }

    public static Result purchase(DecisionContext context, Purchase command) {
        Optional<Problem> refusal = NewBlock.refusalOf(context, List.of(command.grant()))
                .or(() -> Affordability.of(context).refusalByBalance(command.price()));
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        BurnDown burnDown = BurnDown.of(context.draft(), command.price());
        LedgerEntry debit = EntryBooker.ofCommand(context).bookAndEmit(
                EntryDraft.of(EntryType.PURCHASE, -command.price(), burnDown.allocations())
                        .overage(burnDown.toOverage())
                        .metadata(command.reason().map(CreditDecider::reasonOf).orElseGet(Map::of)),
                CustomerEvent.Type.CREDIT_CONSUMED);
        return CreditDecider.written(context, List.of(debit, NewBlock.grant(context, command.grant())), true);
    }
}
