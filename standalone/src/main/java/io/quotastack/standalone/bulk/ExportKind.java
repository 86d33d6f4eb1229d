package io.quotastack.standalone.bulk;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.standalone.csv.Csv;

/** What can be exported, and the form of its lines. */
enum ExportKind {
    /** All entries; the whole of each, so that its hash can be verified. */
    LEDGER("/entry/",
            "sequence,id,type,delta,reserved_delta,balance_after,reserved_after,occurred_at,recorded_at,"
                    + "billable_metric_key,units,rule_id,usage_event_id,reservation_id,subscription_id,"
                    + "external_payment_id,idempotency_key,command_id,allocations,repaid,lines,metadata,"
                    + "previous_hash,hash"),
    /** What usage came to: charges, commits of holds, and refunds, whose cost is below 0. */
    USAGE("/",
            "type,event_id,reservation_id,billable_metric_key,units,lines,cost,rule_id,occurred_at,metadata,"
                    + "ledger_entry_id"),
    /** As the API lists them. */
    CUSTOMERS("/",
            "display_name,metadata,overage_policy,overage_limit,low_balance_threshold,spend_cap,auto_topup,"
                    + "created_at"),
    /** What each customer has, as the API answers it, of the moment at which it is asked. */
    BALANCES("/",
            "balance,reserved_balance,effective_balance,lifetime_earned,lifetime_consumed,version,ledger_hash");

    private static final Set<String> OF_USAGE = Set.of("usage", "commit", "refund");
    private static final String NAMES = "external_customer_id,customer_id";

    private final String above;
    private final String columns;

    /**
     * Of a form.
     *
     * @param above the pointer to what has the columns in a row
     * @param columns of CSV, behind the customer's names
     */
    ExportKind(String above, String columns) {
        this.above = above;
        this.columns = columns;
    }

    /** As it is given and shown. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    String head() {
        return NAMES + "," + columns;
    }

    boolean takes(JsonNode entry) {
        return this != USAGE || OF_USAGE.contains(entry.path("type").asText());
    }

    /** A row of the export, made of an entry of a customer's ledger. */
    JsonNode ofEntry(JsonNode customer, JsonNode entry) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.set("customer_id", customer.path("customer_id"));
        row.set("external_customer_id", customer.path("external_customer_id"));
        if (this == LEDGER) {
            row.set("entry", entry);
            return row;
        }
        row.set("type", entry.path("type"));
        row.set("event_id", entry.path("usage_event_id"));
        row.set("reservation_id", entry.path("reservation_id"));
        row.set("billable_metric_key", entry.path("billable_metric_key"));
        row.set("units", entry.path("units"));
        if (entry.has("lines")) {
            row.set("lines", entry.path("lines"));
        }
        row.put("cost", entry.path("delta").bigIntegerValue().negate());
        row.set("rule_id", entry.path("rule_id"));
        row.set("occurred_at", entry.path("occurred_at"));
        row.set("metadata", entry.path("metadata"));
        row.set("ledger_entry_id", entry.path("id"));
        return row;
    }

    String csv(JsonNode row) {
        return Csv.row(Stream.concat(cells(NAMES, "/", row), cells(columns, above, row)).toList());
    }

    private static Stream<String> cells(String names, String above, JsonNode row) {
        return Stream.of(names.split(",", -1)).map(name -> cell(row.at(above + name)));
    }

    /** Nothing for what is not there; objects and arrays as JSON. */
    private static String cell(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }
}
