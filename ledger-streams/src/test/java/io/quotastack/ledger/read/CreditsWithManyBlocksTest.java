package io.quotastack.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.config.Config;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.view.BoundedAnswer;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.schemas.json.Json;

/** The live account of a customer whose blocks are more than one answer. */
class CreditsWithManyBlocksTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final CustomerKey ANN = TestEnvironment.customer("ann");
    private static final RequestContext REQUEST = new RequestContext("req-1", "/v1/customers/x/credits");

    private final Config config = TestEnvironment.config(OveragePolicy.BLOCK);
    private final KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("rows").get();
    private final OwnedPartitions<Shard> shards = new OwnedPartitions<>(1);
    private final AccountReads accounts = new AccountReads(shards);
    private int commands;

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        var shard = new Shard(store);
        shard.caughtUp();
        shards.open(0, shard);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void areListedWhileTheyFitInOneAnswer() throws IOException {
        grant(3, "y".repeat(8_000));

        Reply reply = credits(true);

        assertThat(reply.status()).isEqualTo(200);
        JsonNode credits = Json.MAPPER.readTree(reply.body());
        assertThat(credits.get("balance").longValue()).isEqualTo(30);
        assertThat(credits.get("blocks")).hasSize(3);
        assertThat(credits.get("blocks").get(2).get("status").textValue()).isEqualTo("active");
    }

    @Test
    void areRefusedBeyondWithTheWayToReadThem() throws IOException {
        grant(2_200, "y".repeat(8_000));

        Reply reply = credits(true);

        assertThat(reply.status()).isEqualTo(422);
        JsonNode problem = Json.MAPPER.readTree(reply.body());
        assertThat(problem.get("type").textValue()).isEqualTo("urn:quotastack:problem:limit-exceeded");
        assertThat(problem.get("detail").textValue()).contains("16 MiB", "credits/blocks");
        assertThat(credits(false).status()).as("without them").isEqualTo(200);
    }

    private Reply credits(boolean includeBlocks) {
        return accounts.credits(ANN, includeBlocks, config.environment(TestEnvironment.ENVIRONMENT), NOW,
                view -> BoundedAnswer.of(view, "list credits/blocks", REQUEST)).orElseThrow();
    }

    private void grant(int times, String note) {
        for (int i = 0; i < times; i++) {
            var envelope = new CommandEnvelope("cmd-" + ++commands,
                    CustomerRef.byExternalId(TestEnvironment.ENVIRONMENT, "ann"), Optional.empty(), 1,
                    new Command.GrantCredits(10, BlockSource.MANUAL, Optional.empty(), 0, Optional.empty(),
                            Command.Expiry.NEVER, Optional.empty(), Optional.empty(), Map.of("note", note)));
            Decision decision = shards.of(ANN).read(ANN,
                    state -> CommandDecider.decide(state, envelope, NOW, config));
            shards.of(ANN).write(ANN, rows -> decision.changes().ifPresent(rows::write));
        }
    }
}
