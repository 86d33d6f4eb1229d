package io.quotastack.metering.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.text.Texts;

/**
 * The data of a CloudEvent, which is ours: {@code units} and {@code metadata}, and nothing else. An event that says
 * {@code tokens: 550} is not one unit, so whatever we do not know is a fault. Faults are named, by pointers into the
 * data, rather than thrown: the event is readable, and its tenant is to see why it was not charged.
 *
 * @param units 0 when they are at fault
 * @param metadata those that could be read
 */
record UsageData(long units, Map<String, String> metadata, List<FieldFault> faults) {

    /** Of an event without data. */
    static final UsageData NONE = new UsageData(1, Map.of(), List.of());

    private static final String UNITS = "units";
    private static final String METADATA = "metadata";
    /** What is kept of a refused event is bounded. */
    private static final int MOST_FAULTS = 20;
    private static final int LONGEST_NAME = 255;

    static UsageData read(JsonNode data) {
        var faults = new ArrayList<FieldFault>();
        if (!data.isObject()) {
            faults.add(FieldFault.at("", "must be an object"));
            return new UsageData(0, Map.of(), faults);
        }
        long units = units(data.path(UNITS), faults);
        Map<String, String> metadata = metadata(data.path(METADATA), faults);
        for (Map.Entry<String, JsonNode> member : data.properties()) {
            if (!member.getKey().equals(UNITS) && !member.getKey().equals(METADATA)) {
                add(faults, "", member.getKey(), "is not a known field");
            }
        }
        return new UsageData(units, metadata, List.copyOf(faults));
    }

    private static long units(JsonNode units, List<FieldFault> faults) {
        if (units.isMissingNode()) {
            return 1;
        }
        if (!units.isIntegralNumber() || !units.canConvertToLong()) {
            faults.add(FieldFault.at("/units", "must be a 64-bit integer, without fraction or exponent"));
            return 0;
        }
        return units.longValue();
    }

    private static Map<String, String> metadata(JsonNode metadata, List<FieldFault> faults) {
        if (metadata.isMissingNode()) {
            return Map.of();
        }
        if (!metadata.isObject()) {
            faults.add(FieldFault.at("/metadata", "must be an object of strings"));
            return Map.of();
        }
        var pairs = new HashMap<String, String>();
        for (Map.Entry<String, JsonNode> pair : metadata.properties()) {
            if (!Texts.wellFormed(pair.getKey())) {
                add(faults, "/metadata", pair.getKey(), "");
            } else if (!pair.getValue().isTextual()) {
                add(faults, "/metadata", pair.getKey(), "must be a string");
            } else if (!Texts.wellFormed(pair.getValue().textValue())) {
                add(faults, "/metadata", pair.getKey(), Texts.ILL_FORMED);
            } else {
                pairs.put(pair.getKey(), pair.getValue().textValue());
            }
        }
        return pairs;
    }

    /** A name that cannot stand in a pointer is named at its parent. */
    private static void add(List<FieldFault> faults, String parent, String name, String detail) {
        if (faults.size() == MOST_FAULTS) {
            faults.add(FieldFault.at("", "has more faults than these"));
        } else if (faults.size() < MOST_FAULTS) {
            faults.add(!Texts.wellFormed(name)
                    ? FieldFault.at(parent, "has a key that is not well-formed Unicode")
                    : name.length() > LONGEST_NAME
                            ? FieldFault.at(parent, "has a key of " + name.length() + " characters")
                            : FieldFault.at(parent + "/" + name.replace("~", "~0").replace("/", "~1"), detail));
        }
    }
}
