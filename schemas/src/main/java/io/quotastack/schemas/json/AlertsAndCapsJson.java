package io.quotastack.schemas.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.UsageCap;

/** Alerts and caps as clients see them, on a customer and on a variant alike: as they were written (CONTRACT 8). */
public final class AlertsAndCapsJson {

    private AlertsAndCapsJson() {}

    public static List<Map<String, Object>> alerts(List<Alert> alerts) {
        return alerts.stream().map(AlertsAndCapsJson::alert).toList();
    }

    public static Map<String, Object> alert(Alert alert) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", alert.id());
        alert.percent().ifPresent(percent -> members.put("percent", percent));
        alert.credits().ifPresent(credits -> members.put("credits", credits));
        members.put("of", alert.of().text());
        return members;
    }

    public static List<Map<String, Object>> caps(List<UsageCap> caps) {
        return caps.stream().map(UsageCap::members).toList();
    }
}
