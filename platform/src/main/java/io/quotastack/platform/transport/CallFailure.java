package io.quotastack.platform.transport;

import java.util.Arrays;
import java.util.concurrent.CompletionException;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.wire.WireReader;
import io.quotastack.platform.wire.WireWriter;

/**
 * Why a node did not do what another one asked: the exception there, and the same exception here.
 *
 * @param message for the log and, but of {@link Kind#FAILED}, for the client of the API
 */
record CallFailure(Kind kind, String message) {

    /** What callers tell apart; the numbers are part of the format. */
    enum Kind {
        /** Another node owns it, or none: nothing was done. */
        MOVED(1, 421),
        /** Nothing was done, for a reason that passes. */
        UNAVAILABLE(2, 503),
        /** Nothing was done: too much waits already. */
        OVERLOADED(3, 503),
        /** It is durable, or may be. */
        OUTCOME_PENDING(4, 503),
        /** What was asked is not understood. */
        UNREADABLE(5, 400),
        /** It broke. */
        FAILED(6, 500);

        private final int number;
        private final int status;

        Kind(int number, int status) {
            this.number = number;
            this.status = status;
        }

        /** The status of the answer, for those who look at the wire; callers go by the kind. */
        int status() {
            return status;
        }

        private static Kind of(int number) {
            return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no kind of failure: " + number));
        }
    }

    static CallFailure of(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
        return new CallFailure(switch (cause) {
            case ShardMovedException e -> Kind.MOVED;
            case OverloadedException e -> Kind.OVERLOADED;
            case UnavailableException e -> Kind.UNAVAILABLE;
            case OutcomePendingException e -> Kind.OUTCOME_PENDING;
            default -> Kind.FAILED;
        }, String.valueOf(cause.getMessage()));
    }

    RuntimeException toException() {
        return switch (kind) {
            case MOVED -> new ShardMovedException();
            case UNAVAILABLE -> new UnavailableException(message);
            case OVERLOADED -> new OverloadedException(message);
            case OUTCOME_PENDING -> new OutcomePendingException(message);
            case UNREADABLE, FAILED -> new IllegalStateException("another node could not answer: " + message);
        };
    }

    byte[] write() {
        return new WireWriter().octet(kind.number).text(message).toBytes();
    }

    static CallFailure read(byte[] bytes) {
        return WireReader.read(bytes, reader -> new CallFailure(Kind.of(reader.octet()), reader.text()));
    }
}
