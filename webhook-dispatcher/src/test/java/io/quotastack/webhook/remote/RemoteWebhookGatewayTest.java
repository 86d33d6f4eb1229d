package io.quotastack.webhook.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.transport.InternalClient;
import io.quotastack.platform.transport.InternalServer;
import io.quotastack.platform.transport.OwnerCalls;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;

/** Dispatchers that answer as they are told, behind real internal ports. */
class RemoteWebhookGatewayTest {

    private static final int PARTITIONS = 4;
    private static final TenantEnvironment ACME = new TenantEnvironment(new UUID(1, 2), Environment.TEST);
    private static final RequestContext REQUEST = new RequestContext("req_1", "/v1/webhook-deliveries");
    private static final DeliveryRequest SEND_TEST = new DeliveryRequest("req_1", ACME,
            new Idempotency("key-1", "print", "/v1/webhooks/test"), 12, new DeliveryRequest.SendTest());
    private static final ListQuery.Deliveries ALL = new ListQuery.Deliveries(ACME, Optional.empty(), Optional.empty(),
            Optional.empty());
    private static final KeysetPage FIRST = new KeysetPage(Optional.empty(), 10);

    /** Who has which partition now. */
    private final Map<Integer, Dispatcher> owners = new ConcurrentHashMap<>();
    private final InternalClient client = new InternalClient(Optional.empty());
    private final Dispatcher one = new Dispatcher();
    private final Dispatcher two = new Dispatcher();
    private final RemoteWebhookGateway gateway = new RemoteWebhookGateway(client, List.of(one.address()),
            new OwnerCalls.Patience(Duration.ofSeconds(5), Duration.ofSeconds(1)));

    @BeforeEach
    void share() {
        owners.putAll(Map.of(0, one, 1, two, 2, one, 3, two));
    }

    @AfterEach
    void stop() {
        gateway.close();
        client.close();
        one.port.close();
        two.port.close();
    }

    @Test
    void aListAsksEachOwnerForExactlyItsPartitions() {
        List<ListPart<byte[]>> parts = gateway.list(ALL, FIRST);

        assertThat(parts).hasSize(2);
        assertThat(one.listed).containsExactly(Set.of(0, 2));
        assertThat(two.listed).containsExactly(Set.of(1, 3));
        assertThat(ListPart.merge(parts).rows()).extracting(row -> row.place().number().orElseThrow())
                .containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void aListOfOneCustomerAsksItsOwnerAlone() {
        CustomerKey ann = CustomerKey.ofExternalId(ACME, "ann");
        int partition = new OwnerMap(PARTITIONS, Map.of()).partitionOf(ann);

        gateway.list(new ListQuery.Deliveries(ACME, Optional.empty(), Optional.of(ann), Optional.empty()), FIRST);

        assertThat(owner(partition).listed).containsExactly(Set.of(partition));
        assertThat(other(owner(partition)).listed).isEmpty();
    }

    @Test
    void aDeliveryIsReadWhereItsCustomerLives() {
        var id = new ResourceId(ResourceId.Kind.DELIVERY, UUID.nameUUIDFromBytes(new byte[] {1}), 3);
        Dispatcher owner = owner(new OwnerMap(PARTITIONS, Map.of())
                .partitionOf(new CustomerKey(ACME, id.customerId())));

        Reply reply = gateway.delivery(ACME, id.toString(), REQUEST);

        assertThat(new String(reply.body(), UTF_8)).isEqualTo(id.toString());
        assertThat(owner.asked).containsExactly(id.toString());
    }

    @Test
    void anIdThatLeadsNowhereIsAnsweredByAnyone() {
        assertThat(gateway.delivery(ACME, "dlv_none", REQUEST).status()).isEqualTo(200);
        assertThat(one.asked.size() + two.asked.size()).isEqualTo(1);
    }

    @Test
    void aRequestFollowsItsPartition() {
        int partition = new OwnerMap(PARTITIONS, Map.of()).partitionOf(SEND_TEST.owner());
        Dispatcher before = owner(partition);
        Dispatcher after = other(before);
        gateway.list(ALL, FIRST); // so that it knows the owners as they were
        owners.put(partition, after);
        after.replies.add(CompletableFuture.completedFuture(new Reply(201, new byte[0], false)));

        assertThat(gateway.submit(SEND_TEST).join().status()).isEqualTo(201);
        assertThat(after.submitted).containsExactly(SEND_TEST);
        assertThat(before.submitted).isEmpty();
    }

    @Test
    void aRequestThatMayBeDurableIsSentAgainUnderItsOwnIdAndKey() {
        Dispatcher owner = owner(new OwnerMap(PARTITIONS, Map.of()).partitionOf(SEND_TEST.owner()));
        owner.replies.add(CompletableFuture.failedFuture(new OutcomePendingException("it moves")));
        owner.replies.add(CompletableFuture.completedFuture(new Reply(201, new byte[] {7}, true)));

        Reply reply = gateway.submit(SEND_TEST).join();

        assertThat(reply.status()).isEqualTo(201);
        assertThat(owner.submitted).containsExactly(SEND_TEST, SEND_TEST);
    }

    @Test
    void aRefusalThatIsNotKeptSaysNothingOfTheFirstCopy() {
        Dispatcher owner = owner(new OwnerMap(PARTITIONS, Map.of()).partitionOf(SEND_TEST.owner()));
        owner.replies.add(CompletableFuture.failedFuture(new OutcomePendingException("it moves")));
        owner.replies.add(CompletableFuture
                .completedFuture(ProblemJson.reply(Problem.idempotencyKeyReused(), REQUEST)));

        assertThatThrownBy(() -> gateway.submit(SEND_TEST).join()).hasCauseInstanceOf(OutcomePendingException.class);
    }

    private Dispatcher owner(int partition) {
        return owners.getOrDefault(partition, one);
    }

    private Dispatcher other(Dispatcher dispatcher) {
        return dispatcher == one ? two : one;
    }

    /** One node: what it owns it answers from what it was given. */
    private final class Dispatcher implements OwnedWebhooks {

        private final List<Set<Integer>> listed = new CopyOnWriteArrayList<>();
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final List<DeliveryRequest> submitted = new CopyOnWriteArrayList<>();
        private final Queue<CompletableFuture<Reply>> replies = new ConcurrentLinkedQueue<>();
        private final InternalServer port = new InternalServer(
                InternalServer.Settings.of("127.0.0.1", 0, Optional.empty()), WebhookCalls.of(this));

        private Dispatcher() {
            port.start();
        }

        NodeAddress address() {
            return new NodeAddress("127.0.0.1", port.port());
        }

        private void requireOwner(CustomerKey customer) {
            if (owner(owners().partitionOf(customer)) != this) {
                throw new ShardMovedException();
            }
        }

        @Override
        public CompletableFuture<Reply> submit(DeliveryRequest request) {
            requireOwner(request.owner());
            submitted.add(request);
            return replies.remove();
        }

        @Override
        public Reply delivery(TenantEnvironment tenantEnvironment, String deliveryId, RequestContext request) {
            ResourceId.parse(ResourceId.Kind.DELIVERY, deliveryId)
                    .ifPresent(id -> requireOwner(new CustomerKey(tenantEnvironment, id.customerId())));
            asked.add(deliveryId);
            return new Reply(200, deliveryId.getBytes(UTF_8), false);
        }

        @Override
        public List<ListPart<byte[]>> list(ListQuery.Deliveries query, KeysetPage stretch) {
            throw new UnsupportedOperationException("nodes ask for partitions");
        }

        @Override
        public ListPart<byte[]> list(ListQuery.Deliveries query, KeysetPage stretch, Set<Integer> partitions) {
            listed.add(partitions);
            List<ListPart.Row<byte[]>> rows = new ArrayList<>();
            partitions.stream().sorted()
                    .forEach(partition -> rows.add(new ListPart.Row<>(SortKey.of(partition), new byte[0])));
            return new ListPart<>(rows, Optional.empty());
        }

        @Override
        public OwnerMap owners() {
            var addresses = new HashMap<Integer, NodeAddress>();
            owners.forEach((partition, dispatcher) -> addresses.put(partition, dispatcher.address()));
            return new OwnerMap(PARTITIONS, addresses);
        }
    }
}
