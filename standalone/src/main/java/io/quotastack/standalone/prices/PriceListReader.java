package io.quotastack.standalone.prices;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.When;
import io.quotastack.core.text.JsonPointer;
import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.csv.Csv;
import io.quotastack.standalone.csv.CsvException;

/**
 * Reads a price list: CSV with a line of columns, or JSON with an array {@code prices} of objects that have them as
 * members ({@code docs/reference/command-line.md}). A column {@code when.NAME} says which value of a dimension a price is
 * for; in JSON these are the members of {@code when}.
 */
final class PriceListReader {

    /** As many as one rule may have (CONTRACT 4). */
    static final int MOST_PRICES = 5_000;
    static final int MOST_BYTES = 64 << 20;

    private static final String METRIC = "metric";
    private static final String METRIC_NAME = "metric_name";
    private static final String WHEN = "when.";
    private static final Pattern METRIC_KEY = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /** Stands for what is no matter where two entries could win. */
    private static final Price UNREAD = new Price.Flat(0);

    private final Faults faults = new Faults();
    private final Map<String, Map<SortedMap<String, String>, ListedPrice>> prices = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();

    private PriceListReader() {}

    /** The list of a file, by metric in the order of the file. */
    static List<MetricPrices> read(Path file) throws IOException {
        String text = text(file);
        var reader = new PriceListReader();
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            reader.json(text);
        } else {
            reader.csv(text);
        }
        reader.prices.values().forEach(reader::tellAmbiguities);
        reader.faults.refuse();
        return reader.metrics();
    }

    /** A file's text; a byte order mark, as spreadsheets write it, is passed over. */
    static String text(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new PriceListException(file + " has more than " + (MOST_BYTES >> 20) + " MiB");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new PriceListException(file + " is not UTF-8");
        }
    }

    private List<MetricPrices> metrics() {
        if (prices.isEmpty()) {
            throw new PriceListException("the list has no prices");
        }
        return prices.entrySet().stream().map(metric -> new MetricPrices(metric.getKey(),
                names.getOrDefault(metric.getKey(), metric.getKey()), List.copyOf(metric.getValue().values())))
                .toList();
    }

    private void csv(String text) {
        List<Csv.Row> rows = rows(text);
        if (rows.isEmpty()) {
            throw new PriceListException("the list is empty");
        }
        List<String> columns = rows.getFirst().values().stream().map(String::strip).toList();
        if (columns.stream().distinct().count() < columns.size()) {
            throw new PriceListException("line " + rows.getFirst().line() + ": two columns have one name");
        }
        String header = "line " + rows.getFirst().line();
        columns.stream().filter(name -> !isKnown(name)).forEach(name -> noColumn(header, name));
        for (Csv.Row row : rows.subList(1, rows.size())) {
            String place = "line " + row.line();
            if (row.values().size() != columns.size()) {
                faults.add(place, "has " + row.values().size() + " values for " + columns.size() + " columns");
                continue;
            }
            var fields = new LinkedHashMap<String, String>();
            for (int i = 0; i < columns.size(); i++) {
                String value = row.values().get(i).strip();
                if (!value.isEmpty() && isKnown(columns.get(i))) {
                    fields.put(columns.get(i), value);
                }
            }
            row(place, fields);
        }
    }

    private static List<Csv.Row> rows(String text) {
        var rows = new ArrayList<Csv.Row>();
        try {
            new Csv(new StringReader(text)).forEachRemaining(rows::add);
            return rows;
        } catch (CsvException e) {
            throw new PriceListException(String.valueOf(e.getMessage()));
        }
    }

    private void json(String text) {
        JsonNode list;
        try {
            list = Json.MAPPER.readTree(text).path("prices");
        } catch (JsonProcessingException e) {
            throw new PriceListException(Faults.notJson(e));
        }
        if (!list.isArray()) {
            throw new PriceListException("must be an object with an array of prices");
        }
        for (int i = 0; i < list.size(); i++) {
            String place = "/prices/" + i;
            var fields = new LinkedHashMap<String, String>();
            list.get(i).properties().forEach(member -> members(place, member.getKey(), member.getValue(), fields));
            row(place, fields);
        }
    }

    private static boolean isKnown(String column) {
        return column.startsWith(WHEN) || column.equals(METRIC) || column.equals(METRIC_NAME)
                || PriceFields.ALL.contains(column);
    }

    private void noColumn(String place, String name) {
        faults.add(place, name + " is no column of a price list");
    }

    private void members(String place, String name, JsonNode value, Map<String, String> fields) {
        if (name.equals("when") && value.isObject()) {
            value.properties().forEach(dimension -> fields.put(WHEN + dimension.getKey(),
                    text(place + "/when/" + JsonPointer.escape(dimension.getKey()), dimension.getValue())));
        } else {
            fields.put(name, text(place + "/" + JsonPointer.escape(name), value));
        }
    }

    private String text(String place, JsonNode value) {
        if (!value.isTextual() && !value.isNumber()) {
            faults.add(place, "must be a string or a number");
        }
        return value.isNumber() ? value.decimalValue().toString() : value.asText();
    }

    private void row(String place, Map<String, String> fields) {
        String metric = fields.getOrDefault(METRIC, "");
        if (!METRIC_KEY.matcher(metric).matches()) {
            faults.add(place, "metric must be 1 to 64 of a-z, 0-9 and _, beginning with a letter");
        }
        SortedMap<String, String> when = new TreeMap<>();
        var own = new HashMap<String, String>();
        fields.forEach((name, value) -> {
            if (name.startsWith(WHEN)) {
                when.put(name.substring(WHEN.length()), value);
            } else if (PriceFields.ALL.contains(name)) {
                own.put(name, value);
            } else if (!isKnown(name)) {
                noColumn(place, name);
            }
        });
        if (when.size() > Dimensions.MOST) {
            faults.add(place, "names more than " + Dimensions.MOST + " dimensions");
            return;
        }
        if (fields.containsKey(METRIC_NAME)) {
            names.putIfAbsent(metric, fields.get(METRIC_NAME));
        }
        PriceFields.read(own, fault -> faults.add(place, fault))
                .ifPresent(price -> add(metric, new ListedPrice(place, when, price)));
    }

    /** What the making of a rule refuses (CONTRACT 4), before anything is made of the list. */
    private void tellAmbiguities(Map<SortedMap<String, String>, ListedPrice> ofMetric) {
        List<ListedPrice> entries = ofMetric.values().stream().filter(price -> !price.when().isEmpty()).toList();
        PriceList.of(entries.stream().map(price -> new PriceEntry(When.of(price.when()), UNREAD)).toList())
                .ambiguities()
                .forEach(pair -> faults.add(entries.get(pair.second()).place(), "can win for the same events as "
                        + entries.get(pair.first()).place() + ", with as many dimensions"));
    }

    private void add(String metric, ListedPrice price) {
        var ofMetric = prices.computeIfAbsent(metric, key -> new LinkedHashMap<>());
        ListedPrice first = ofMetric.putIfAbsent(price.when(), price);
        if (first != null) {
            faults.add(price.place(), "is for the same as " + first.place());
        }
        // One more may be the metric's own price, which is none of the rule's list.
        if (ofMetric.size() - (ofMetric.containsKey(new TreeMap<>()) ? 1 : 0) == MOST_PRICES + 1) {
            faults.add(price.place(), metric + " has more than " + MOST_PRICES + " prices; divide them into metrics");
        }
    }
}
