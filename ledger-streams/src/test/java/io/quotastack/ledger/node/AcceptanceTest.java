package io.quotastack.ledger.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.share.UndecidedWork;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.platform.store.ShardMovedException;

class AcceptanceTest {

    private static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(new UUID(1, 1), Environment.LIVE);

    private final MockProducer<byte[], byte[]> bulk = producer();
    private final CommandLog log = new CommandLog(new DurableProducer(producer()), new DurableProducer(bulk), 1,
            new DecidedOffsets(1));
    private final UndecidedWork work = new UndecidedWork(
            new UndecidedWork.Limits(Duration.ofMillis(200), Duration.ofMillis(200), 1, 3, Duration.ofSeconds(3)),
            Runnable::run);
    private volatile boolean here = true;
    private int ids;
    private final Acceptance acceptance = new Acceptance(work, log, command -> 0, partitions -> {
        if (!here) {
            throw new ShardMovedException();
        }
    });

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void isDurableWhenAllIs() {
        CompletableFuture<Void> accepted = acceptance.accept(List.of(command()));
        assertThat(accepted).isNotDone();

        bulk.completeNext();

        assertThat(accepted).isCompleted();
    }

    @Test
    void appendsNothingOfAPartitionThatLeftMeanwhileAndKeepsNoShareForIt() {
        CompletableFuture<Void> first = acceptance.accept(List.of(command()));
        CompletableFuture<Void> waiting = acceptance.accept(List.of(command()));

        here = false;
        work.keepOnly(Set.of()); // which makes room

        assertThat(waiting).failsWithin(Duration.ofSeconds(30)).withThrowableThat()
                .withCauseInstanceOf(ShardMovedException.class);
        assertThat(bulk.history()).hasSize(1);
        here = true;
        CompletableFuture<Void> next = acceptance.accept(List.of(command()));
        assertThat(bulk.history()).as("there is room").hasSize(2);
        bulk.completeNext();
        bulk.completeNext();
        assertThat(first).isCompleted();
        assertThat(next).isCompleted();
    }

    @Test
    void refusesWhatIsNotHere() {
        here = false;

        assertThatThrownBy(() -> acceptance.accept(List.of(command()))).isInstanceOf(ShardMovedException.class);
    }

    private CommandEnvelope command() {
        return new CommandEnvelope("c" + ids++, CustomerRef.byExternalId(ENVIRONMENT, "someone"), Optional.empty(), 1,
                new Command.Tick());
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
