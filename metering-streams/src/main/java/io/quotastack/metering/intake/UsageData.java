package io.quotastack.metering.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.text.JsonPointer;
import io.quotastack.core.text.Texts;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * The data of a CloudEvent, which is ours: {@code units} or {@code lines}, {@code metadata}, and nothing else. An event that says
 * {@code tokens: 550} is not one unit, so whatever we do not know is a fault. Faults are named, by pointers into the
 * data, rather than thrown: the event is readable, and its tenant is to see why it was not charged.
 *
 * @param units 0 when they are at fault
 * @param lines those that could be read, of an event of lines
 * @param metadata those that could be read
 */
record UsageData(long units, List<UsageLine> lines, Map<String, String> metadata, List<FieldFault> faults) {

    /** Of an event without data. */
    static final UsageData NONE = new UsageData(1, List.of(), Map.of(), List.of());

    /** What is wrong with a metric or units that stand beside lines. */
    static final String BESIDE_LINES = "must not stand beside lines, which say what was used";

    private static final String UNITS = "units";
    private static final String METADATA = "metadata";
    private static final String LINES = "lines";
    private static final String METRIC = "billable_metric_key";
    /** What is kept of a refused event is bounded. */
    private static final int MOST_FAULTS = 20;
    private static final int LONGEST_NAME = 255;

    static UsageData read(JsonNode data) {
        var faults = new ArrayList<FieldFault>();
        if (!data.isObject()) {
            faults.add(FieldFault.at("", "must be an object"));
            return new UsageData(0, List.of(), Map.of(), faults);
        }
        long units = data.has(UNITS) ? units(data.path(UNITS), "/" + UNITS, faults) : 1;
        List<UsageLine> lines = List.of();
        if (data.has(LINES)) {
            lines = lines(data.path(LINES), faults);
            if (data.has(UNITS)) {
                add(faults, "", UNITS, BESIDE_LINES);
            }
        }
        Map<String, String> metadata = metadata(data.path(METADATA), "/" + METADATA, faults);
        refuseUnknown(data, "", Set.of(UNITS, LINES, METADATA), faults);
        return new UsageData(units, lines, metadata, List.copyOf(faults));
    }

    /** Up to as many as an event may have; more are a fault, whatever they are. */
    private static List<UsageLine> lines(JsonNode lines, List<FieldFault> faults) {
        if (!lines.isArray()) {
            faults.add(FieldFault.at("/" + LINES, "must be an array"));
            return List.of();
        }
        if (lines.isEmpty() || lines.size() > UsageLines.MOST_LINES) {
            faults.add(FieldFault.at("/" + LINES, "must have 1 to " + UsageLines.MOST_LINES + " elements"));
        }
        var read = new ArrayList<UsageLine>();
        for (int i = 0; i < Math.min(lines.size(), UsageLines.MOST_LINES); i++) {
            line(lines.get(i), "/" + LINES + "/" + i, faults).ifPresent(read::add);
        }
        return read;
    }

    private static Optional<UsageLine> line(JsonNode line, String at, List<FieldFault> faults) {
        if (!line.isObject()) {
            add(faults, at, "must be an object");
            return Optional.empty();
        }
        if (!line.path(METRIC).isTextual()) {
            add(faults, at + "/" + METRIC, "must be a string");
        }
        if (!line.has(UNITS)) {
            add(faults, at + "/" + UNITS, "is missing");
        }
        refuseUnknown(line, at, Set.of(METRIC, UNITS, METADATA), faults);
        return Optional.of(new UsageLine(line.path(METRIC).asText(),
                line.has(UNITS) ? units(line.path(UNITS), at + "/" + UNITS, faults) : 0,
                metadata(line.path(METADATA), at + "/" + METADATA, faults)));
    }

    private static void refuseUnknown(JsonNode object, String at, Set<String> known, List<FieldFault> faults) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!known.contains(member.getKey())) {
                add(faults, at, member.getKey(), "is not a known field");
            }
        }
    }

    private static long units(JsonNode units, String at, List<FieldFault> faults) {
        if (!units.isIntegralNumber() || !units.canConvertToLong()) {
            add(faults, at, "must be a 64-bit integer, without fraction or exponent");
            return 0;
        }
        return units.longValue();
    }

    private static Map<String, String> metadata(JsonNode metadata, String at, List<FieldFault> faults) {
        if (metadata.isMissingNode()) {
            return Map.of();
        }
        if (!metadata.isObject()) {
            add(faults, at, "must be an object of strings");
            return Map.of();
        }
        var pairs = new HashMap<String, String>();
        for (Map.Entry<String, JsonNode> pair : metadata.properties()) {
            if (!Texts.wellFormed(pair.getKey())) {
                add(faults, at, pair.getKey(), "");
            } else if (!pair.getValue().isTextual()) {
                add(faults, at, pair.getKey(), "must be a string");
            } else if (!Texts.wellFormed(pair.getValue().textValue())) {
                add(faults, at, pair.getKey(), Texts.ILL_FORMED);
            } else {
                pairs.put(pair.getKey(), pair.getValue().textValue());
            }
        }
        return pairs;
    }

    /** A name that cannot stand in a pointer is named at its parent. */
    private static void add(List<FieldFault> faults, String parent, String name, String detail) {
        if (!Texts.wellFormed(name)) {
            add(faults, parent, "has a key that is not well-formed Unicode");
        } else if (name.length() > LONGEST_NAME) {
            add(faults, parent, "has a key of " + name.length() + " characters");
        } else {
            add(faults, parent + "/" + JsonPointer.escape(name), detail);
        }
    }

    private static void add(List<FieldFault> faults, String at, String detail) {
        if (faults.size() <= MOST_FAULTS) {
            faults.add(FieldFault.at(at, detail));
        }
    }

    /** As many faults as are kept of an event, and that there are more where there are. */
    static List<FieldFault> bounded(List<FieldFault> faults) {
        if (faults.size() <= MOST_FAULTS) {
            return faults;
        }
        List<FieldFault> kept = new ArrayList<>(faults.subList(0, MOST_FAULTS));
        kept.add(FieldFault.at("", "has more faults than these"));
        return kept;
    }
}
