package io.quotastack.metering.intake;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.text.JsonPointer;
import io.quotastack.core.text.Metadata;
import io.quotastack.core.text.Texts;
import io.quotastack.core.usage.UsageEvent;

/**
 * The data of a CloudEvent that is its producer's (CONTRACT 12): units stand at one pointer, the values of dimensions at
 * others, and nothing else is looked at or kept. Numbers count by their value, however they are written, and units may
 * stand in a string, as producers of other meters write them.
 */
final class ProducerData {

    /** Whole numbers as producers write them in strings: {@code 550}, {@code 550.0}. */
    private static final Pattern WHOLE = Pattern.compile("(0|[1-9][0-9]{0,17})(\\.0{1,17})?");
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final BigDecimal MOST_UNITS = BigDecimal.valueOf(UsageEvent.MAX_UNITS);
    private static final String UNITS_FAULT = "must be a whole number from 0 to " + UsageEvent.MAX_UNITS;
    private static final int MOST_DIGITS = 100;

    private ProducerData() {}

    /** Reads data, which may be missing. */
    static UsageData read(JsonNode data, JsonPointer unitsPointer, SortedMap<String, JsonPointer> dimensions) {
        var faults = new ArrayList<FieldFault>();
        long units = units(at(data, unitsPointer), unitsPointer, faults);
        var values = new HashMap<String, String>();
        dimensions.forEach((name, pointer) -> value(at(data, pointer), pointer, faults)
                .ifPresent(value -> values.put(name, value)));
        Metadata.fault(values).ifPresent(fault -> {
            faults.add(FieldFault.at(longest(values, dimensions).toString(), fault));
            values.clear();
        });
        return new UsageData(units, List.of(), Map.copyOf(values), List.copyOf(faults));
    }

    private static JsonNode at(JsonNode data, JsonPointer pointer) {
        JsonNode value = data;
        for (String token : pointer.tokens()) {
            value = value.isArray() ? element(value, token) : value.path(token);
        }
        return value;
    }

    private static JsonNode element(JsonNode array, String token) {
        return INDEX.matcher(token).matches() ? array.path(Integer.parseInt(token)) : MissingNode.getInstance();
    }

    private static long units(JsonNode value, JsonPointer pointer, List<FieldFault> faults) {
        Optional<Long> units = switch (value.getNodeType()) {
            case NUMBER -> whole(value.decimalValue());
            case STRING -> whole(value.textValue());
            default -> Optional.empty();
        };
        return orFault(units, value.isMissingNode() ? "is missing" : UNITS_FAULT, pointer, faults).orElse(0L);
    }

    private static <T> Optional<T> orFault(Optional<T> value, String fault, JsonPointer pointer,
            List<FieldFault> faults) {
        if (value.isEmpty()) {
            faults.add(FieldFault.at(pointer.toString(), fault));
        }
        return value;
    }

    private static Optional<Long> whole(BigDecimal number) {
        if (number.signum() < 0 || number.compareTo(MOST_UNITS) > 0) {
            return Optional.empty();
        }
        // What has a fraction is not rounded: that would be another amount than the producer reported.
        BigDecimal plain = number.stripTrailingZeros();
        return plain.scale() <= 0 ? Optional.of(plain.longValueExact()) : Optional.empty();
    }

    private static Optional<Long> whole(String text) {
        Matcher number = WHOLE.matcher(text);
        return number.matches() ? whole(new BigDecimal(number.group(1))) : Optional.empty();
    }

    /** What is missing or null is no value. */
    private static Optional<String> value(JsonNode value, JsonPointer pointer, List<FieldFault> faults) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> Optional.empty();
            case BOOLEAN -> Optional.of(value.asText());
            case STRING -> orFault(Optional.of(value.textValue()).filter(Texts::wellFormed), Texts.ILL_FORMED, pointer,
                    faults);
            case NUMBER -> orFault(plain(value.decimalValue().stripTrailingZeros()),
                    "must have at most " + MOST_DIGITS + " digits", pointer, faults);
            default -> orFault(Optional.empty(), "must be a string, a number, true or false", pointer, faults);
        };
    }

    /** The number without an exponent; what is longer is not the producer's own number any more (StrictJson). */
    private static Optional<String> plain(BigDecimal number) {
        int before = number.precision() - number.scale();
        boolean fits = number.precision() <= MOST_DIGITS && before <= MOST_DIGITS && number.scale() <= MOST_DIGITS;
        return fits ? Optional.of(number.toPlainString()) : Optional.empty();
    }

    private static JsonPointer longest(Map<String, String> values, SortedMap<String, JsonPointer> dimensions) {
        return dimensions.entrySet().stream()
                .max(Comparator.comparingInt(dimension -> values.getOrDefault(dimension.getKey(), "").length()))
                .orElseThrow().getValue();
    }
}
