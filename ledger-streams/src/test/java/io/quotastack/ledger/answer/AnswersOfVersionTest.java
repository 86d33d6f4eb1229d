package io.quotastack.ledger.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.ledger.RandomCommands;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StoredAccount;
import io.quotastack.platform.store.KeptAnswer;

/**
 * An answer leaves before its transaction commits, and is rendered again when a crash comes between. So whoever renders an
 * answer to a command otherwise takes the next {@link CommandDecider#VERSION}, as whoever decides otherwise does: a node of
 * the new version then leaves what an old one answered and did not commit to the old one. When only the histories are made
 * otherwise, their digest is recorded anew and the version stays.
 */
class AnswersOfVersionTest {

    private static final int VERSION = 5;
    private static final String DIGEST = "6dec2601c2c3db1474be5cc57f1e583d53575ca0b6e3767e4ff4a1e1b3d379aa";

    private static final int HISTORIES = 10;
    private static final int COMMANDS = 300;
    private static final List<String> CUSTOMERS = List.of("ann", "bob");

    @Test
    void theseAnswersAreThoseOfThisVersion() throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        for (int seed = 0; seed < HISTORIES; seed++) {
            new History(seed, digest).run();
        }

        assertThat(CommandDecider.VERSION).as("the version whose digest this is").isEqualTo(VERSION);
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(DIGEST);
    }

    /** Commands by a seed, whose answers go into the digest. */
    private static final class History {

        private final MessageDigest digest;
        private final Random random;
        private final RandomCommands commands;
        private final Config config;
        private Instant now = Instant.parse("2026-01-31T22:30:00Z");

        History(int seed, MessageDigest digest) {
            this.digest = digest;
            this.random = new Random(seed);
            this.commands = new RandomCommands(random);
            this.config = TestEnvironment.config(seed % 2 == 0 ? OveragePolicy.ALLOW : OveragePolicy.BLOCK);
        }

        void run() {
            KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("rows").get();
            store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
            var shard = new Shard(store);
            for (int i = 0; i < COMMANDS; i++) {
                now = now.plus(Duration.ofMinutes(random.nextInt(60)));
                decide(shard, CUSTOMERS.get(random.nextInt(CUSTOMERS.size())), i);
            }
            store.close();
        }

        private void decide(Shard shard, String customer, int i) {
            var reference = CustomerRef.byExternalId(TestEnvironment.ENVIRONMENT, customer);
            StoredAccount account = shard.deciding(reference.key());
            var envelope = new CommandEnvelope("cmd-" + i, reference,
                    Optional.of(new Idempotency("key-" + i, "print", "/v1/x")), 1, command(account, i));
            Decision decision = CommandDecider.decide(account, envelope, now, config);
            for (Decision.Waited waited : decision.waited()) {
                add(AnswerRenderer.render(waited.envelope(), waited.decision(), account));
            }
            // Nobody waits for these.
            if (!(envelope.command() instanceof Command.Tick || decision.outcome() instanceof Outcome.TransferHeard)) {
                add(AnswerRenderer.render(envelope, decision, account));
            }
            shard.write(reference.key(), writer -> {
                decision.changes().ifPresent(writer::write);
                writer.note(decision.events());
                decision.keepAnswer().ifPresent(kept -> writer.keep(kept.key(),
                        KeptAnswer.of(kept.mark(), new Reply(200, new byte[0], false))));
            });
        }

        private Command command(StoredAccount account, int i) {
            return switch (random.nextInt(6)) {
                case 0, 1 -> new Command.RecordUsage(
                        new UsageEvent("event-" + i, commands.metric(), random.nextInt(30), Optional.empty(), Map.of()),
                        Optional.empty(), true, Optional.empty());
                case 2 -> commands.ofSubscription(account, now);
                default -> commands.next(account, now);
            };
        }

        private void add(Answer answer) {
            if (answer instanceof Answer.Finished(Reply reply)) {
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(reply.status()).flip());
                digest.update(reply.body());
            }
        }
    }
}
