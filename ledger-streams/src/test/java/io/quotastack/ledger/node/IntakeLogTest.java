package io.quotastack.ledger.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.UUID;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.platform.client.DurableProducer;

class IntakeLogTest {

    private static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(new UUID(1, 1), Environment.LIVE);

    private final MockProducer<byte[], byte[]> prompt = producer();
    private final MockProducer<byte[], byte[]> bulk = producer();
    private final DecidedOffsets decided = new DecidedOffsets(1);
    private final CommandLog log = new CommandLog(new DurableProducer(prompt), new DurableProducer(bulk), 1, decided);
    private final IntakeLog intake = new IntakeLog(log, decided, 1);
    private int ids;

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void countsWhatItAppendedUntilThatIsDecided() {
        var one = intake.append(command());
        var two = intake.append(command());
        assertThat(intake.undecided(0)).isEqualTo(2);

        bulk.completeNext();
        assertThat(one).isCompleted();
        assertThat(intake.undecided(0)).as("durable, not decided").isEqualTo(2);

        decided.startAt(0, 1);
        assertThat(intake.undecided(0)).isEqualTo(1);
        bulk.errorNext(new TimeoutException("no acknowledgement"));
        assertThat(two).isCompletedExceptionally();
        assertThat(intake.undecided(0)).isZero();
    }

    @Test
    void countsNothingOfOthers() {
        var awaited = log.appendPromptly(command());
        var accepted = log.accept(command());

        assertThat(intake.undecided(0)).isZero();
        assertThat(log.undecided(0)).isEqualTo(2);
        prompt.completeNext();
        bulk.completeNext();
        assertThat(awaited).isCompleted();
        assertThat(accepted).isCompleted();
    }

    private CommandEnvelope command() {
        return new CommandEnvelope("c" + ids++, CustomerRef.byExternalId(ENVIRONMENT, "someone"), Optional.empty(), 1,
                new Command.Tick());
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
