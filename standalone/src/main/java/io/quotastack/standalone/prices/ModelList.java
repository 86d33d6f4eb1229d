package io.quotastack.standalone.prices;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.csv.Csv;

/**
 * The public list of models and their prices that LiteLLM keeps ({@code model_prices_and_context_window.json}): an object
 * of models by name, with dollars a token as JSON numbers. Its prices become credits a million tokens, exactly.
 *
 * @param passedOver models that have no price for tokens, or are not asked for
 */
record ModelList(List<Price> prices, int passedOver) {

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    /** Explains the members. */
    private static final String SAMPLE = "sample_spec";
    private static final Map<String, String> DIRECTIONS = Map.of("input_cost_per_token", "input",
            "output_cost_per_token", "output", "cache_read_input_token_cost", "cached_input");

    ModelList {
        prices = List.copyOf(prices);
    }

    /** @param creditsPerMillion exact */
    record Price(String model, String direction, BigDecimal creditsPerMillion) {}

    /**
     * Reads the list.
     *
     * @param creditsPerDollar what a dollar of the list is to cost
     * @param providers to take; none: all
     * @param modes to take, such as {@code chat}; none: all
     */
    static ModelList read(String text, BigDecimal creditsPerDollar, Set<String> providers, Set<String> modes) {
        if (creditsPerDollar.signum() < 0 || !PriceFields.isBounded(creditsPerDollar)) {
            throw new PriceListException(
                    "a dollar is to cost " + creditsPerDollar + " credits: no price comes of that");
        }
        JsonNode models;
        try {
            models = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new PriceListException(Faults.notJson(e));
        }
        if (!models.isObject()) {
            throw new PriceListException("must be an object of models by their names");
        }
        var prices = new ArrayList<Price>();
        var faults = new Faults();
        int passedOver = 0;
        for (Map.Entry<String, JsonNode> model : models.properties()) {
            boolean wanted = !model.getKey().equals(SAMPLE)
                    && isAmong(model.getValue().path("litellm_provider"), providers)
                    && isAmong(model.getValue().path("mode"), modes);
            List<Price> ofModel = wanted
                    ? prices(model.getKey(), model.getValue(), creditsPerDollar, faults)
                    : List.of();
            passedOver += ofModel.isEmpty() ? 1 : 0;
            prices.addAll(ofModel);
        }
        faults.refuse();
        return new ModelList(prices, passedOver);
    }

    private static boolean isAmong(JsonNode value, Set<String> wanted) {
        return wanted.isEmpty() || wanted.contains(value.asText());
    }

    private static List<Price> prices(String name, JsonNode model, BigDecimal creditsPerDollar, Faults faults) {
        var prices = new ArrayList<Price>();
        DIRECTIONS.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(direction -> {
            JsonNode dollars = model.path(direction.getKey());
            if (dollars.isNumber()) {
                Optional<BigDecimal> credits = Optional.of(dollars.decimalValue().stripTrailingZeros())
                        .filter(PriceFields::isBounded).map(MILLION.multiply(creditsPerDollar)::multiply)
                        .map(BigDecimal::stripTrailingZeros)
                        .filter(price -> PriceFields.perMillion(price).isPresent());
                credits.ifPresentOrElse(price -> prices.add(new Price(name, direction.getValue(), price)),
                        () -> faults.add(name, direction.getKey() + " makes no price: " + dollars));
            }
        });
        return prices;
    }

    /** The price list of it, as {@link PriceListReader} reads it. */
    List<String> csv(String metric) {
        var lines = new ArrayList<String>();
        lines.add("metric,when.model,when.direction,price_per_million,scope");
        prices.forEach(price -> lines.add(Csv.row(List.of(metric, price.model(), price.direction(),
                price.creditsPerMillion().toPlainString(), "month"))));
        return lines;
    }
}
