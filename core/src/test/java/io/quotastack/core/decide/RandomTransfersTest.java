package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.OutgoingTransfer;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.Scenario;

/**
 * Transfers among a few customers while messages are lost, late, doubled and out of order: at every moment each credit is
 * with one customer or on its way, and when all has come through, nothing is on its way.
 */
class RandomTransfersTest {

    private static final int HISTORIES = 60;
    private static final int STEPS = 150;

    private final RandomHistories histories;

    RandomTransfersTest(TestReporter reporter) {
        histories = new RandomHistories(reporter);
    }

    private static final class World {

        private final Random random;
        private final Map<CustomerKey, Scenario> customers = new TreeMap<>(
                Comparator.comparing(CustomerKey::toString));
        private final List<CommandEnvelope> network = new ArrayList<>();
        private final List<String> answered = new ArrayList<>();
        private long granted;
        private long paid;
        private int asked;
        private Instant now = Scenario.START;

        World(Random random) {
            this.random = random;
            Stream.of("ann", "bob", "cid").map(Scenario::given)
                    .forEach(customer -> customers.put(customer.customerRef().key(), customer));
        }

        private Scenario any() {
            return List.copyOf(customers.values()).get(random.nextInt(customers.size()));
        }

        private Scenario of(CustomerRef customer) {
            return Objects.requireNonNull(customers.get(customer.key()));
        }

        void step() {
            now = now.plus(Duration.ofMillis(random.nextInt(1_500)));
            switch (random.nextInt(8)) {
                case 0 -> grant(any());
                case 1, 2 -> {
                    asked++;
                    decide(any(), new Command.TransferCredits(any().customerRef(), 1 + random.nextInt(60), "why"));
                }
                case 3 -> customers.values().forEach(customer -> decide(customer, new Command.Tick()));
                default -> deliver();
            }
            audit();
        }

        private void grant(Scenario customer) {
            int amount = 1 + random.nextInt(50);
            granted += amount;
            int price = random.nextInt(9);
            paid += price;
            decide(customer, credits(amount).paid(price).priority(random.nextInt(3)).command());
        }

        /** A message comes, mostly once. */
        private void deliver() {
            if (network.isEmpty()) {
                return;
            }
            int which = random.nextInt(network.size());
            CommandEnvelope message = switch (random.nextInt(6)) {
                case 0 -> network.get(which);
                default -> network.remove(which);
            };
            if (random.nextInt(4) > 0) {
                decide(of(message.customer()), message);
            }
        }

        private void decide(Scenario customer, Command command) {
            decide(customer, command instanceof Command.Tick
                    ? customer.keyless(command)
                    : customer.keyed("key-" + asked + "-" + granted, command));
        }

        private void decide(Scenario customer, CommandEnvelope envelope) {
            customer.at(now).decide(envelope);
            network.addAll(customer.last().messages());
            customer.last().waited().forEach(waited -> answered.add(waited.envelope().idempotency().orElseThrow().key()
                    + waited.envelope().customer()));
        }

        /** What is with the customers, and on its way to one that has not got it, is what was granted. */
        private void audit() {
            long there = customers.values().stream().mapToLong(customer -> customer.figures().balance()).sum();
            assertThat(there + onTheWay()).as("granted").isEqualTo(granted);
        }

        private long onTheWay() {
            long credits = 0;
            for (Scenario sender : customers.values()) {
                for (Map.Entry<Long, OutgoingTransfer> row : sender.state().rows(AccountRows.OUTGOING_TRANSFERS)
                        .entrySet()) {
                    var command = (Command.TransferCredits) row.getValue().envelope().command();
                    String id = new ResourceId(ResourceId.Kind.TRANSFER, sender.customerRef().key().customerId(),
                            row.getKey()).toString();
                    if (of(command.receiver()).state().receivedTransfer(id).isEmpty()) {
                        credits += command.credits();
                    }
                }
            }
            return credits;
        }

        /** Nothing more is asked for; what is asked again comes through. */
        void comeToRest() {
            for (int i = 0; i < 20; i++) {
                now = now.plus(Duration.ofMinutes(1));
                customers.values().forEach(customer -> decide(customer, new Command.Tick()));
                while (!network.isEmpty()) {
                    CommandEnvelope message = network.remove(random.nextInt(network.size()));
                    decide(of(message.customer()), message);
                }
                audit();
            }
            assertThat(onTheWay()).isZero();
            customers.values().forEach(
                    customer -> assertThat(customer.state().rows(AccountRows.OUTGOING_TRANSFERS)).isEmpty());
        }

        /** Of the entries of both, by the transfer's id: what one sent the other took, and its money. */
        void expectLinked() {
            Map<String, Long> sums = new HashMap<>();
            Map<String, Integer> sent = new HashMap<>();
            for (Scenario customer : customers.values()) {
                for (LedgerEntry entry : customer.history().entries()) {
                    String id = entry.metadata().get("transfer_id");
                    if (id != null) {
                        sums.merge(id, entry.delta(), Long::sum);
                        sent.merge(id, entry.type() == EntryType.TRANSFER_OUT ? 1 : 0, Integer::sum);
                    }
                }
            }
            assertThat(sums.values()).allMatch(sum -> sum == 0);
            assertThat(sent.values()).allMatch(times -> times == 1);
            assertThat(answered).as("each is answered once").doesNotHaveDuplicates().hasSameSizeAs(sums.keySet());
            assertThat(owed()).as("the money for what is left").isEqualTo(paid);
        }

        /** What was paid for what is left in all blocks. */
        private long owed() {
            return customers.values().stream().flatMap(customer -> customer.state().rows(AccountRows.BLOCK_TERMS)
                    .values()
                    .stream().map(block -> block.priceOf(
                            customer.state().blockBalance(block.burnOrder()).map(BlockBalance::remaining).orElse(0L))))
                    .mapToLong(money -> money).sum();
        }
    }

    @Test
    void eachCreditIsInOnePlaceWhateverBecomesOfMessages() {
        histories.check(HISTORIES, random -> {
            var world = new World(random);
            for (int i = 0; i < STEPS; i++) {
                world.step();
            }
            world.comeToRest();
            world.expectLinked();
        });
    }
}
