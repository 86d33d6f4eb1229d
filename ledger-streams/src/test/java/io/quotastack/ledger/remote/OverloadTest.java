package io.quotastack.ledger.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;
import io.quotastack.ledger.share.UndecidedWork;
import io.quotastack.platform.transport.GatewayCodec;
import io.quotastack.platform.transport.InternalClient;
import io.quotastack.platform.transport.InternalServer;
import io.quotastack.platform.transport.OwnerCalls;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;

/** How long one waits for room at an owner, and how long others wait for the owner: both as they are shipped. */
class OverloadTest {

    private static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(new UUID(1, 1), Environment.LIVE);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** Of an environment one command at a time, and none is decided here. */
    private final UndecidedWork work = new UndecidedWork(UndecidedWork.Limits.of(4, 2), threads);
    private final InternalServer owner = new InternalServer(
            InternalServer.Settings.of("127.0.0.1", 0, Optional.empty()),
            Map.of(LedgerCalls.OWNERS, this::owners, LedgerCalls.SUBMIT, this::submit));
    private final InternalClient client = new InternalClient(Optional.empty());

    @AfterEach
    void stop() {
        client.close();
        owner.close();
        work.close();
        threads.close();
    }

    @Test
    void anOverloadOfAnotherNodeIsToldAsOne() {
        owner.start();
        var address = new NodeAddress("127.0.0.1", owner.port());
        try (var ledger = new RemoteLedgerGateway(client, List.of(address), OwnerCalls.Patience.DEFAULT)) {
            assertThat(ledger.submit(command("first")).join().status()).isEqualTo(201);

            CompletableFuture<Reply> beyond = ledger.submit(command("second"));

            assertThat(beyond).failsWithin(Duration.ofSeconds(30)).withThrowableThat()
                    .withCauseInstanceOf(OverloadedException.class);
        }
    }

    private byte[] owners(byte[] nothing) {
        return new OwnerMap(1, Map.of(0, new NodeAddress("127.0.0.1", owner.port()))).write();
    }

    private byte[] submit(byte[] bytes) {
        work.admitAwaited(LedgerCodec.commands(bytes).getFirst(), 0).join();
        return GatewayCodec.reply(new Reply(201, new byte[0], false));
    }

    private static CommandEnvelope command(String id) {
        return new CommandEnvelope(id, CustomerRef.byExternalId(ENVIRONMENT, "someone"),
                Optional.of(new Idempotency("key-" + id, "print", "/v1/somewhere")), 1,
                new Command.ReleaseAllReservations());
    }
}
