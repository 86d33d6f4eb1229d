package io.quotastack.webhook.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.JobScope;
import io.quotastack.core.webhook.RequestOutcome;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.schemas.json.Json;
import io.quotastack.webhook.read.DeliveryView;

/** What delivery requests are answered with. */
final class RequestAnswers {

    private RequestAnswers() {}

    static Reply of(DeliveryRequest request, RequestOutcome.Decided outcome) {
        return switch (outcome) {
            case RequestOutcome.DeliveryNotFound() -> problem(
                    Problem.notFound("webhook_delivery", "there is no such delivery"), request);
            case RequestOutcome.EndpointOff() -> problem(Problem.notFound("webhook_endpoint",
                    "webhook_url and webhook_secret are not both set in this environment"), request);
            case RequestOutcome.EndpointDisabled(var mark) -> problem(Problem.notFound("webhook_endpoint",
                    "the endpoint was disabled at " + mark.at() + ", since " + mark.reason()
                            + ": set webhook_url to null and then to where it answers"),
                    request);
            case RequestOutcome.TooManyReplays(int most) -> problem(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    most + " replays of this environment are under way, as many as it may have at a time"), request);
            case RequestOutcome.TooManyRetries(int most) -> problem(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    most + " deliveries of this customer wait to be tried again, as many as may at a time"), request);
            case RequestOutcome.TooManyDiscards(int most) -> problem(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    most + " discards of this environment are under way, as many as it may have at a time"), request);
            case RequestOutcome.WasDelivered() -> problem(
                    Problem.of(ProblemType.DELIVERY_STATE, "the delivery was delivered")
                            .with("delivery_status", DeliveryStatus.DELIVERED.text()),
                    request);
            case RequestOutcome.DeliveryDiscarded(var key, var delivery, var first) -> ok(200,
                    DeliveryView.of(key, delivery));
            case RequestOutcome.DiscardAccepted(var discard) -> ok(202,
                    view(discard.scope(), Optional.of(discard.statuses())));
            case RequestOutcome.Retried(var key, var delivery) -> ok(200, DeliveryView.of(key, delivery));
            case RequestOutcome.TestQueued(var key, var delivery) -> ok(201, DeliveryView.of(key, delivery));
            case RequestOutcome.ReplayAccepted(var replay) -> ok(202, view(replay.scope(), Optional.empty()));
        };
    }

    static Reply keyReused(DeliveryRequest request) {
        return problem(Problem.idempotencyKeyReused(), request);
    }

    /** @param discarded the statuses of the deliveries that a discard is about */
    private static Object view(JobScope scope, Optional<List<DeliveryStatus>> discarded) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", scope.id());
        view.put("from", scope.from());
        view.put("to", scope.to());
        view.put("types", scope.types());
        view.put("customer_id", scope.customerId());
        discarded.ifPresent(statuses -> view.put("statuses", statuses.stream().map(DeliveryStatus::text).toList()));
        view.put("status", "accepted");
        return view;
    }

    private static Reply ok(int status, Object body) {
        return new Reply(status, Json.bytes(body), false);
    }

    private static Reply problem(Problem problem, DeliveryRequest request) {
        return ProblemJson.reply(problem,
                new RequestContext(request.requestId(), request.idempotency().instance()));
    }
}
