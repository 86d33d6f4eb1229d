package io.quotastack.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Supplier;

import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.api.read.JsonBodies;
import io.quotastack.gateway.MemoryShares;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Turns;
import io.quotastack.schemas.json.StrictJson;
import jakarta.servlet.http.HttpServletRequest;

/**
 * A body on its way in. One that says it is small costs nothing but its bytes, which the requests in hand bound. Any other
 * takes room for what of it has arrived, whatever it announces, out of the share of its owner. All have to arrive in time:
 * with ever so many slow bodies a caller holds up only itself.
 */
final class IncomingBody implements AutoCloseable {

    /** What each request in hand may have without being counted. */
    private static final int SMALL = 16 * 1024;
    /** The least that a body takes that is waited for: so an owner has as many of them as its share has such pieces. */
    private static final int WAITED_FOR = 64 * 1024;
    /** What is larger is read as JSON in its turn: a virtual thread gives its processor away only when it waits. */
    private static final int PARSED_AT_ONCE = 64 * 1024;

    private final HttpServletRequest request;
    private final MemoryShares room;
    private final Supplier<String> owner;
    private final BodyPace pace;
    private final Turns parsing;
    private long taken;
    private long takenByValue;

    IncomingBody(HttpServletRequest request, MemoryShares room, Supplier<String> owner, BodyPace pace, Turns parsing) {
        this.request = request;
        this.room = room;
        this.owner = owner;
        this.pace = pace;
        this.parsing = parsing;
    }

    /**
     * All of it. The room it took is taken until {@link #close}.
     *
     * @param announced its length, or a negative number when it does not say
     * @param limit the most bytes it may have
     */
    byte[] read(long announced, int limit) throws IOException {
        InputStream in = request.getInputStream();
        if (announced >= 0 && announced <= SMALL && in.available() >= announced) {
            return readFully(in, (int) announced, pace.begin());
        }
        if (announced < 0 || announced > SMALL) {
            take(WAITED_FOR);
        }
        EndPoint connection = connection(request);
        long usual = connection.getIdleTimeout();
        connection.setIdleTimeout(pace.silence().toMillis());
        try {
            return readFully(in, announced < 0 ? limit + 1 : (int) announced, pace.begin());
        } finally {
            connection.setIdleTimeout(usual);
        }
    }

    private byte[] readFully(InputStream in, int most, BodyPace.Run run) throws IOException {
        byte[] bytes = new byte[Math.min(most, taken == 0 ? SMALL : WAITED_FOR)];
        int length = 0;
        while (length < most) {
            if (length == bytes.length) {
                int larger = (int) Math.min(most, 2L * length);
                take(larger - length);
                bytes = Arrays.copyOf(bytes, larger);
            }
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                break;
            }
            length += read;
            if (run.late(length)) {
                throw new IOException("too slow");
            }
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void take(long bytes) {
        if (!room.take(owner.get(), bytes)) {
            throw new OverloadedException("too many bytes of request bodies are in hand");
        }
        taken += bytes;
    }

    /** What was read, as JSON. Ends the request when it is none. */
    JsonNode parse(byte[] body) {
        if (body.length <= PARSED_AT_ONCE) {
            return JsonBodies.parse(body, this::takeTokens);
        }
        if (!parsing.enter(owner.get())) {
            throw new OverloadedException("too many large bodies are in hand");
        }
        try {
            return JsonBodies.parse(body, this::takeTokens);
        } finally {
            parsing.leave(owner.get());
        }
    }

    /** Takes room for what the body becomes once it is read as JSON: far more than its bytes, if it is made for that. */
    private void takeTokens(int tokens) {
        long bytes = (long) tokens * StrictJson.TOKEN_BYTES;
        take(bytes);
        takenByValue += bytes;
    }

    /** The value that was read is not needed any more. */
    void dropValue() {
        if (takenByValue > 0) {
            room.giveBack(owner.get(), takenByValue);
            taken -= takenByValue;
            takenByValue = 0;
        }
    }

    static EndPoint connection(HttpServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request).getConnectionMetaData().getConnection()
                .getEndPoint();
    }

    @Override
    public void close() {
        if (taken > 0) {
            room.giveBack(owner.get(), taken);
            taken = 0;
            takenByValue = 0;
        }
    }
}
