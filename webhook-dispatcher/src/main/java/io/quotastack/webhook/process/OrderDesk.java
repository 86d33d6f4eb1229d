package io.quotastack.webhook.process;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.gateway.Reply;
import io.quotastack.core.gateway.RequestContext;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.events.CustomerEvent;
import io.quotastack.internal.DeliveryRow;
import io.quotastack.internal.OrderAnswerRow;
import io.quotastack.internal.OrderRecord;
import io.quotastack.internal.QueueRow;
import io.quotastack.internal.ReplayRow;
import io.quotastack.internal.ReplayWish;
import io.quotastack.internal.RetryWish;
import io.quotastack.internal.TestWish;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.json.ProblemJson;
import io.quotastack.webhook.read.DeliveryView;
import io.quotastack.webhook.send.EventBody;
import io.quotastack.webhook.state.DeliveryPlace;
import io.quotastack.webhook.state.OrderAnswers;
import io.quotastack.webhook.state.Queues;

/** Decides what tenants order of their webhooks, once for each idempotency key. */
final class OrderDesk {

    private final Queues queues;
    private final OrderAnswers answers;
    private final int partitions;

    OrderDesk(Queues queues, OrderAnswers answers, int partitions) {
        this.queues = queues;
        this.answers = answers;
        this.partitions = partitions;
    }

    /**
     * What came of an order.
     *
     * @param takenUp whose queue changed
     * @param addedToQueue how many more deliveries wait in it
     * @param replay what each partition is to replay
     */
    record Done(Reply reply, Optional<CustomerKey> takenUp, int addedToQueue, Map<Integer, ReplayRow> replay) {

        static Done of(Reply reply) {
            return new Done(reply, Optional.empty(), 0, Map.of());
        }
    }

    Done decide(CustomerKey owner, OrderRecord order, WebhookSettings settings, long now) {
        String key = order.getIdempotency().getKey();
        String fingerprint = order.getIdempotency().getFingerprint();
        Optional<OrderAnswerRow> kept = answers.find(owner, key, now);
        if (kept.isPresent()) {
            return Done.of(repeated(kept.get(), order));
        }
        Done done = switch (order.getWish()) {
            case RetryWish wish -> retry(new DeliveryPlace(owner, wish.getDelivery()), order, now);
            case TestWish wish -> test(owner, order, settings, now);
            case ReplayWish wish -> replay(owner, wish, order, settings, now);
            default -> throw new IllegalStateException("no such wish: " + order.getWish().getClass());
        };
        answers.keep(owner, key, fingerprint, done.reply(), now);
        return done;
    }

    private static Reply repeated(OrderAnswerRow kept, OrderRecord order) {
        if (!kept.getFingerprint().equals(order.getIdempotency().getFingerprint())) {
            return problem(Problem.of(ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "the Idempotency-Key came before with another method, path or body"), order);
        }
        byte[] body = new byte[kept.getBody().remaining()];
        kept.getBody().duplicate().get(body);
        return new Reply(kept.getStatus(), body, true);
    }

    private Done retry(DeliveryPlace place, OrderRecord order, long now) {
        Optional<DeliveryRow> row = queues.delivery(place);
        if (row.isEmpty()) {
            return Done.of(problem(Problem.notFound("webhook_delivery", "there is no such delivery"), order));
        }
        boolean again = queues.retry(place, row.get(), now);
        return new Done(ok(200, view(place)), Optional.of(place.customer()), again ? 1 : 0, Map.of());
    }

    private Done test(CustomerKey desk, OrderRecord order, WebhookSettings settings, long now) {
        if (!settings.on()) {
            return off(order);
        }
        long sequence = queues.queue(desk).map(QueueRow::getLast).orElse(0L) + 1;
        CustomerEvent event = EventBody.test(desk.world(), sequence, Instant.ofEpochMilli(now),
                order.getConfigVersion());
        DeliveryPlace place = queues.enqueue(desk, event, Optional.empty(), now);
        return new Done(ok(201, view(place)), Optional.of(desk), 1, Map.of());
    }

    private Done replay(CustomerKey desk, ReplayWish wish, OrderRecord order, WebhookSettings settings, long now) {
        if (!settings.on()) {
            return off(order);
        }
        String id = "rpl_" + UUID.nameUUIDFromBytes((desk + " " + order.getIdempotency().getKey() + " " + now)
                .getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        long to = Optional.ofNullable(wish.getTo()).orElse(now);
        List<String> types = Optional.ofNullable(wish.getTypes()).or(settings::events).orElse(null);
        Map<Integer, ReplayRow> replays = new LinkedHashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            replays.put(partition,
                    new ReplayRow(id, desk.world().tenantId().toString(), desk.world().environment().text(),
                            wish.getFrom(), to, types, wish.getCustomerId(), 0L));
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", id);
        answer.put("from", Instant.ofEpochMilli(wish.getFrom()));
        answer.put("to", Instant.ofEpochMilli(to));
        answer.put("types", types);
        answer.put("customer_id", wish.getCustomerId());
        answer.put("status", "accepted");
        return new Done(ok(202, answer), Optional.empty(), 0, replays);
    }

    private Object view(DeliveryPlace place) {
        return DeliveryView.of(place, queues.delivery(place).orElseThrow());
    }

    private static Done off(OrderRecord order) {
        return Done.of(problem(Problem.notFound("webhook_endpoint",
                "webhook_url and webhook_secret are not both set in this environment"), order));
    }

    private static Reply ok(int status, Object body) {
        return new Reply(status, Json.bytes(body), false);
    }

    private static Reply problem(Problem problem, OrderRecord order) {
        return ProblemJson.reply(problem,
                new RequestContext(order.getOrderId(), order.getIdempotency().getInstance()));
    }
}
