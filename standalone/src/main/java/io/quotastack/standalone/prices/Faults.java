package io.quotastack.standalone.prices;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** What is wrong with a file, up to a bound; told all at once. */
final class Faults {

    private static final int MOST = 20;

    private final List<String> faults = new ArrayList<>();

    void add(String place, String fault) {
        if (faults.size() < MOST) {
            faults.add(place + ": " + fault);
        } else if (faults.size() == MOST) {
            faults.add("and more");
        }
    }

    /** What is wrong with a text that is no JSON, and where. */
    static String notJson(JsonProcessingException fault) {
        JsonLocation place = fault.getLocation();
        return (place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ")
                + "not JSON: " + fault.getOriginalMessage();
    }

    /** A line for each line of the message. */
    static void print(String message, PrintWriter errors) {
        message.lines().forEach(line -> errors.println("quotastack: " + line));
        errors.flush();
    }

    /** Ends the reading if anything is wrong. */
    void refuse() {
        if (!faults.isEmpty()) {
            throw new PriceListException(String.join("\n", faults));
        }
    }
}
