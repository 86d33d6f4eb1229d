package io.quotastack.standalone.prices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;

class PriceDiffTest {

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode perUnit(long cost, long units, String scope) {
        return json("{\"cost_type\":\"per_unit\",\"unit_cost\":" + cost + ",\"per_units\":" + units + ",\"scope\":\""
                + scope + "\"}");
    }

    private static SortedMap<String, String> model(String model) {
        return new TreeMap<>(Map.of("model", model));
    }

    private static ListedPrice price(String model, JsonNode price) {
        return new ListedPrice("line", model(model), price);
    }

    @Test
    void tellsWhatIsAddedRemovedChangedAndUnchanged() {
        var wanted = new MetricPrices("tokens", "Tokens", List.of(price("same", perUnit(375, 10_000_000, "month")),
                price("dearer", perUnit(2, 1, "event")),
                price("new", json("{\"cost_type\":\"flat\",\"flat_cost\":5}"))));

        PriceDiff diff = PriceDiff.of(wanted,
                Map.of(model("same"), json("{\"when\":{\"model\":\"same\"},\"cost_type\":\"per_unit\",\"unit_cost\":3,"
                        + "\"per_units\":80000,\"scope\":\"month\"}"), model("dearer"), perUnit(1, 1, "event"),
                        model("gone"), perUnit(9, 1, "event"), new TreeMap<>(),
                        json("{\"cost_type\":\"tiered\",\"tiers\":[],\"scope\":\"month\"}")));

        assertThat(diff.lines()).containsExactly("~ model=dearer: 1 per 1, by event -> 2 per 1, by event",
                "+ model=new: 5 per event", "- (any): tiered, by month", "- model=gone: 9 per 1, by event");
        assertThat(diff.counts()).isEqualTo("1 added, 2 removed, 1 changed, 1 unchanged");
        assertThat(diff.nothing()).isFalse();
    }

    @Test
    void aScopeAndAKindOfPriceAreADifference() {
        assertThat(changed(perUnit(1, 1, "event"), perUnit(1, 1, "month"))).isEqualTo(1);
        assertThat(changed(perUnit(0, 1, "event"), perUnit(0, 1_000, "event"))).isZero();
        assertThat(changed(perUnit(1, 1, "event"), json("{\"cost_type\":\"flat\",\"flat_cost\":1}"))).isEqualTo(1);
    }

    private static int changed(JsonNode before, JsonNode after) {
        return PriceDiff
                .of(new MetricPrices("tokens", "Tokens", List.of(price("m", after))), Map.of(model("m"), before))
                .changed();
    }
}
