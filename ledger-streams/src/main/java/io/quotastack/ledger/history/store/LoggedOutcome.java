package io.quotastack.ledger.history.store;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.events.UsageOutcome;
import io.quotastack.schemas.json.Json;

/**
 * What became of a usage event, as the log has it.
 *
 * @param timestamp what prices the event
 * @param accepted it was taken in before it was decided; otherwise its sender was answered and nothing is kept here
 * @param recordedAt in wall time, which counts how long a refusal is kept
 * @param problem the problem document of a refusal
 * @param besideCharge of a refusal: its id had been charged with other content; that charge stands, and this beside it
 */
public record LoggedOutcome(
        CustomerKey customer,
        String externalCustomerId,
        UsageEvent event,
        Instant timestamp,
        boolean accepted,
        Instant recordedAt,
        Optional<JsonNode> problem,
        boolean besideCharge) {

    private static final String REFUSED = "refused";

    static LoggedOutcome of(UsageOutcome outcome) {
        var tenantEnvironment = new TenantEnvironment(UUID.fromString(outcome.getTenantId()),
                Environment.valueOf(outcome.getEnvironment().toUpperCase(Locale.ROOT)));
        var event = new UsageEvent(outcome.getEventId(), usage(outcome),
                Optional.ofNullable(outcome.getGivenTimestamp()), outcome.getMetadata(),
                Optional.ofNullable(outcome.getSource()));
        return new LoggedOutcome(new CustomerKey(tenantEnvironment, UUID.fromString(outcome.getCustomerId())),
                outcome.getExternalCustomerId(), event, outcome.getTimestamp(), outcome.getAccepted(),
                outcome.getRecordedAt(),
                outcome.getStatus().equals(REFUSED)
                        ? Optional.of(json(Optional.ofNullable(outcome.getProblem()).orElse("{}")))
                        : Optional.empty(),
                outcome.getBesideCharge());
    }

    private static UsageLines usage(UsageOutcome outcome) {
        return outcome.getLines().isEmpty()
                ? UsageLines.of(outcome.getBillableMetricKey(), outcome.getUnits())
                : UsageLines.itemized(outcome.getLines().stream().map(line -> new UsageLine(
                        line.getBillableMetricKey(), line.getUnits(), line.getMetadata())).toList());
    }

    /** It was no usage that could be charged, now or ever. */
    public boolean faulty() {
        return problem.isPresent() && problem.get().path("type").asText().equals(ProblemType.INVALID_REQUEST.urn());
    }

    private static JsonNode json(String document) {
        try {
            return Json.MAPPER.readTree(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a problem document", e);
        }
    }
}
