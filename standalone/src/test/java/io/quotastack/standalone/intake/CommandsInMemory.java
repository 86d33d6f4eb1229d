package io.quotastack.standalone.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.common.errors.TimeoutException;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.metering.intake.CommandSink;

/** Takes commands as long as the test leaves it room, and fails when the test says so. */
final class CommandsInMemory implements CommandSink {

    private final BlockingQueue<CommandEnvelope> commands = new LinkedBlockingQueue<>();
    private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger failures = new AtomicInteger();

    void leaveRoomFor(int count) {
        room.set(count);
    }

    void failNextAppends(int count) {
        failures.set(count);
    }

    /** The ids of the next events taken. */
    List<String> next(int count) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            CommandEnvelope command = commands.poll(30, TimeUnit.SECONDS);
            assertThat(command).as("a command after " + ids).isNotNull();
            ids.add(((RecordUsage) command.command()).event().eventId());
        }
        return ids;
    }

    int waiting() {
        return commands.size();
    }

    @Override
    public int room(int partition) {
        return room.get();
    }

    @Override
    public CompletableFuture<Void> append(CommandEnvelope command) {
        room.decrementAndGet();
        if (failures.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            return CompletableFuture.failedFuture(new TimeoutException("as the test asked"));
        }
        commands.add(command);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean customerExists(CustomerKey customer) {
        return false;
    }

    @Override
    public Optional<Instant> testClock(CustomerKey customer) {
        return Optional.empty();
    }
}
