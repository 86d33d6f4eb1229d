package io.quotastack.core.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.text.Metadata;

/**
 * What is charged or held as a whole or not at all (CONTRACT 5, 7): units of one metric, or lines of several.
 *
 * @param itemized it was given as lines, and is answered as lines, be it one line only
 */
public record UsageLines(List<UsageLine> all, boolean itemized) {

    /** The most lines that one event, hold or commit may have. */
    public static final int MOST_LINES = 50;

    /** The most bytes of UTF-8 that the metadata of all lines together may have: twice what other metadata may. */
    public static final int MOST_METADATA_BYTES = 16 * 1024;

    public UsageLines {
        all = List.copyOf(all);
        if (all.isEmpty() || all.size() > MOST_LINES || (!itemized && all.size() > 1)) {
            throw new IllegalArgumentException(all.size() + " lines" + (itemized ? "" : " of one metric"));
        }
    }

    /** Units of one metric; whose metadata are those of the event or hold. */
    public static UsageLines of(String metricKey, long units) {
        return new UsageLines(List.of(new UsageLine(metricKey, units, Map.of())), false);
    }

    /** 1 to {@link #MOST_LINES} lines. */
    public static UsageLines itemized(List<UsageLine> lines) {
        return new UsageLines(lines, true);
    }

    /**
     * What is wrong with lines of which each is right by itself, at pointers that begin at the lines. Whoever takes lines in
     * refuses them for it, so that what follows of them is bounded.
     */
    public static List<FieldFault> faults(List<UsageLine> lines) {
        List<FieldFault> faults = new ArrayList<>();
        if (lines.isEmpty() || lines.size() > MOST_LINES) {
            faults.add(FieldFault.at("", "must have 1 to " + MOST_LINES + " elements"));
            return faults;
        }
        UsageLines together = itemized(lines);
        long metadataBytes = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (together.unitsBefore(i) + lines.get(i).units() > UsageEvent.MAX_UNITS) {
                faults.add(FieldFault.at("/" + i + "/units", "lines of one metric must have at most "
                        + UsageEvent.MAX_UNITS + " units together"));
            }
            metadataBytes += Metadata.bytes(lines.get(i).metadata());
        }
        if (metadataBytes > MOST_METADATA_BYTES) {
            faults.add(FieldFault.at("", "must have at most " + MOST_METADATA_BYTES
                    + " bytes of metadata together, keys and values in UTF-8"));
        }
        return faults;
    }

    /** The units of one metric, unless lines were given. */
    public Optional<UsageLine> ofOneMetric() {
        return itemized ? Optional.empty() : Optional.of(all.getFirst());
    }

    /** The units of the lines before one that are of the same metric: what its units count on from within the event. */
    public long unitsBefore(int line) {
        String metricKey = all.get(line).metricKey();
        long units = 0;
        for (int i = 0; i < line; i++) {
            if (all.get(i).metricKey().equals(metricKey)) {
                units += all.get(i).units();
            }
        }
        return units;
    }
}
