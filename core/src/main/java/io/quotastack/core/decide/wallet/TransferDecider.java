package io.quotastack.core.decide.wallet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.account.OutgoingTransfer;
import io.quotastack.core.account.Transfers;
import io.quotastack.core.command.Command.ReceiveTransfer;
import io.quotastack.core.command.Command.SettleTransfer;
import io.quotastack.core.command.Command.TransferCredits;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.decide.charge.Affordability;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.transfer.ReceivedTransfer;
import io.quotastack.core.transfer.TransferShare;

/**
 * Credits that go from one customer to another (CONTRACT 3), each of whom decides on its own state alone: the sender takes
 * them from its blocks and asks the receiver, the receiver takes all or nothing and tells the sender, the sender forgets
 * the transfer or gives the credits back to their blocks. Questions and answers may be lost or come twice: the sender asks
 * until it is told, the receiver remembers what it told. So the credits of a transfer end in exactly one place.
 */
public final class TransferDecider {

    /** A transfer makes so many blocks at the most: what one command may cost its receiver. */
    public static final int MOST_BLOCKS = 100;
    /** So many transfers of a customer may be on their way. */
    public static final int MOST_OUTGOING = 100;

    /** Members of the metadata of a transfer's entries. */
    public static final String TRANSFER_ID = "transfer_id";
    public static final String REASON = "reason";
    /** The names of the other customer: {@link #RECEIVER} in the sender's entry, with {@link #ID_OF} and {@link #NAME_OF} behind it. */
    public static final String RECEIVER = "to";
    public static final String ID_OF = "_customer_id";
    public static final String NAME_OF = "_external_customer_id";

    private static final String SENDER = "from";

    private TransferDecider() {}

    /**
     * Takes the credits and asks the receiver.
     *
     * @param envelope of the command, to be answered when the receiver has told
     */
    public static Result send(DecisionContext context, TransferCredits command, CommandEnvelope envelope) {
        long credits = command.credits();
        if (credits > context.figures().effective()) {
            return Result.refused(Affordability.insufficient(context.figures(), credits));
        }
        if (context.draft().transfers().outgoing() >= MOST_OUTGOING) {
            return Result.refused(ProblemType.LIMIT_EXCEEDED,
                    "at most " + MOST_OUTGOING + " transfers of a customer are on their way");
        }
        List<Allocation> taken = BurnDown.of(context.draft(), credits).allocations();
        if (taken.size() > MOST_BLOCKS) {
            return Result.refused(ProblemType.LIMIT_EXCEEDED, "a transfer takes from at most " + MOST_BLOCKS
                    + " blocks; these credits are in more, and fewer of them can go at once");
        }
        long ordinal = context.nextSequence();
        List<OutgoingTransfer.Share> shares = taken.stream().map(share -> share(context, share)).toList();
        EntryBooker.ofCommand(context).bookAndEmit(
                EntryDraft.of(EntryType.TRANSFER_OUT, -credits, taken)
                        .metadata(metadata(command.reason(), idOf(context, ordinal), RECEIVER, command.receiver())),
                CustomerEvent.Type.CREDIT_TRANSFERRED_OUT);
        var transfer = new OutgoingTransfer(envelope, shares, 1, context.now().plus(Transfers.pause(0)));
        context.draft().transfers().send(ordinal, transfer);
        ask(context, ordinal, transfer);
        return Result.of(new Outcome.TransferUnderWay());
    }

    private static OutgoingTransfer.Share share(DecisionContext context, Allocation share) {
        BlockTerms block = context.terms(share.block().orElseThrow());
        long left = context.draft().blockBalance(block.burnOrder()).orElseThrow().remaining();
        return new OutgoingTransfer.Share(block.ordinal(), share.amount(), block.pricePaid().isPresent()
                ? OptionalLong.of(block.priceOf(left) - block.priceOf(left - share.amount()))
                : OptionalLong.empty());
    }

    /** Asks the receiver again: it, or its word, has not come. */
    public static void askAgain(DecisionContext context, long ordinal) {
        OutgoingTransfer transfer = context.draft().outgoingTransfer(ordinal).orElseThrow(
                () -> new IllegalStateException("no transfer " + ordinal + " of " + context.draft().key()));
        context.draft().transfers().askAgain(ordinal, transfer, context.now());
        ask(context, ordinal, transfer);
    }

    private static void ask(DecisionContext context, long ordinal, OutgoingTransfer transfer) {
        var command = (TransferCredits) transfer.envelope().command();
        String id = idOf(context, ordinal);
        context.send(command.receiver(), id, new ReceiveTransfer(id, nameOf(context.customer()),
                shares(context, transfer), command.reason()));
    }

    /** Neighbours of the same terms go as one: else credits that go to and fro would be in ever more and smaller blocks. */
    private static List<TransferShare> shares(DecisionContext context, OutgoingTransfer transfer) {
        List<TransferShare> shares = new ArrayList<>();
        for (OutgoingTransfer.Share taken : transfer.shares()) {
            BlockTerms block = context.terms(taken.block());
            var share = new TransferShare(taken.credits(), block.source(), block.priority(), block.expiresAt(),
                    taken.price().isPresent() ? Optional.of(taken.price().getAsLong()) : Optional.empty(),
                    block.currency());
            Optional<TransferShare> joined = shares.isEmpty() ? Optional.empty() : shares.getLast().plus(share);
            joined.ifPresent(last -> shares.removeLast());
            shares.add(joined.orElse(share));
        }
        return shares;
    }

    /** Takes them all or none, as often as it is asked, and tells the sender. */
    public static Result receive(DecisionContext context, ReceiveTransfer command) {
        ReceivedTransfer received = context.draft().receivedTransfer(command.transferId())
                .orElseGet(() -> take(context, command));
        context.draft().transfers().receive(command.transferId(), received);
        long ordinal = ResourceId.parse(ResourceId.Kind.TRANSFER, command.transferId()).orElseThrow().ordinal();
        context.send(command.sender(), command.transferId(), new SettleTransfer(ordinal, received));
        return Result.of(new Outcome.TransferHeard());
    }

    private static ReceivedTransfer take(DecisionContext context, ReceiveTransfer command) {
        List<TransferShare> shares = command.shares();
        // No sum of shares passes what one account had.
        Optional<Problem> refusal = NewBlock.refusalByLimits(context.figures(), shares.size(),
                shares.stream().mapToLong(TransferShare::credits).sum());
        if (refusal.isPresent()) {
            return ReceivedTransfer.refused(refusal.get().type() == ProblemType.LIMIT_EXCEEDED
                    ? ReceivedTransfer.End.TOO_MANY_BLOCKS
                    : ReceivedTransfer.End.TOO_MUCH_EARNED);
        }
        var received = new ReceivedTransfer(ReceivedTransfer.End.BOOKED, context.nextSequence(),
                context.nextBlockOrdinal(), shares.size());
        EntryBooker booker = EntryBooker.ofCommand(context);
        Map<String, String> metadata = metadata(command.reason(), command.transferId(), SENDER, command.sender());
        List<BlockTerms> ended = new ArrayList<>();
        for (TransferShare share : shares) {
            var block = new BlockTerms(context.nextBlockOrdinal(), share.source(), share.credits(), share.priority(),
                    context.now(), share.expiresAt(), share.pricePaid(), share.currency(),
                    Optional.of(command.reason()), Map.of(TRANSFER_ID, command.transferId()), context.now());
            boolean endedOnItsWay = block.expiredAt(context.now());
            booker.bookAndEmit(
                    (endedOnItsWay ? ofEnded(block) : NewBlock.entryDraft(context, EntryType.TRANSFER_IN, block))
                            .metadata(metadata),
                    CustomerEvent.Type.CREDIT_TRANSFERRED_IN);
            if (endedOnItsWay) {
                ended.add(block);
            }
        }
        ended.forEach(block -> booker.bookAndEmit(
                EntryDraft.of(EntryType.EXPIRE, -block.originalAmount(),
                        List.of(Allocation.ofBlock(block.ordinal(), block.originalAmount()))),
                CustomerEvent.Type.CREDIT_EXPIRED));
        return received;
    }

    /** Credits of a block that ended on their way repay no overage: they are gone at once, by an entry of their own. */
    private static EntryDraft ofEnded(BlockTerms block) {
        return EntryDraft.of(EntryType.TRANSFER_IN, block.originalAmount(),
                List.of(Allocation.ofBlock(block.ordinal(), block.originalAmount()))).earned(block.originalAmount())
                .making(Optional.of(block));
    }

    /** The sender hears what became of its transfer, and whoever waits for it with it. */
    public static Result settle(DecisionContext context, SettleTransfer command) {
        Optional<OutgoingTransfer> outgoing = context.draft().outgoingTransfer(command.transfer());
        if (outgoing.isEmpty()) {
            return Result.of(new Outcome.TransferHeard());
        }
        OutgoingTransfer transfer = outgoing.get();
        Optional<Problem> refusal = refusal(command.received());
        if (refusal.isPresent() && giveBack(context, command.transfer(), transfer, refusal.get())
                .outcome() instanceof Outcome.Refused) {
            return Result.of(new Outcome.TransferHeard()); // no room for its blocks: it is told again
        }
        context.draft().transfers().end(command.transfer(), transfer);
        return Result.of(new Outcome.TransferHeard()).answering(transfer.envelope(),
                refusal.<Outcome>map(Outcome.Refused::new).orElseGet(
                        () -> new Outcome.Transferred(command.transfer(), transfer, command.received())));
    }

    private static Result giveBack(DecisionContext context, long ordinal, OutgoingTransfer transfer, Problem why) {
        List<Allocation> taken = transfer.shares().stream()
                .map(share -> Allocation.ofBlock(share.block(), share.credits())).toList();
        String reason = "not taken: " + why.detail();
        var command = (TransferCredits) transfer.envelope().command();
        return Refund.ofTransfer(ordinal, taken, reason,
                metadata(reason, idOf(context, ordinal), RECEIVER, command.receiver())).book(context);
    }

    private static Optional<Problem> refusal(ReceivedTransfer received) {
        return switch (received.end()) {
            case BOOKED -> Optional.empty();
            case TOO_MANY_BLOCKS -> Optional.of(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    "the receiver would have more than " + NewBlock.MOST_UNSPENT_BLOCKS + " unspent blocks"));
            case TOO_MUCH_EARNED -> Optional.of(Problem.of(ProblemType.AMOUNT_OVERFLOW,
                    "the receiver's lifetime_earned would leave the 64-bit range"));
        };
    }

    public static String idOf(DecisionContext context, long ordinal) {
        return new ResourceId(ResourceId.Kind.TRANSFER, context.draft().key().customerId(), ordinal).toString();
    }

    private static CustomerRef nameOf(Customer customer) {
        return new CustomerRef(customer.key(), Optional.of(customer.externalId()));
    }

    /** What links the entries of both customers. */
    private static Map<String, String> metadata(String reason, String id, String direction, CustomerRef other) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(REASON, reason);
        metadata.put(TRANSFER_ID, id);
        metadata.put(direction + ID_OF, other.key().customerId().toString());
        other.externalId().ifPresent(name -> metadata.put(direction + NAME_OF, name));
        return metadata;
    }
}
