package io.quotastack.api.http;

import java.util.Enumeration;

import jakarta.servlet.http.HttpServletRequest;

import io.quotastack.api.read.Faults;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.api.read.Spot;
import io.quotastack.core.problem.ProblemType;

/** Reads the Idempotency-Key (CONTRACT 11): 1–255 printable ASCII characters, once. */
final class Receipts {

    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;

    private Receipts() {}

    /** The key; one that is not well-formed is a fault like that of any parameter. Ends the request when it is missing. */
    static String read(HttpServletRequest request, Faults faults) {
        Enumeration<String> keys = request.getHeaders(HEADER);
        String key = keys.hasMoreElements() ? keys.nextElement() : "";
        if (key.isEmpty()) {
            throw new RequestRefused(ProblemType.MISSING_IDEMPOTENCY_KEY,
                    "every request that changes something needs an Idempotency-Key header");
        }
        Spot spot = Spot.parameter(faults, HEADER);
        if (keys.hasMoreElements()) {
            spot.fault("must be given once only");
        }
        if (key.length() > LONGEST || key.chars().anyMatch(c -> c < ' ' || c > '~')) {
            spot.fault("must be 1 to " + LONGEST + " printable ASCII characters");
        }
        return key;
    }
}
