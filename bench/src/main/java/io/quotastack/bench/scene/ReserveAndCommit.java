package io.quotastack.bench.fixture;

import java.io.IOException;

import io.quotastack.bench.http.ClosedLoop;
import io.quotastack.bench.http.Connection;
import io.quotastack.bench.http.RequestTemplate;

/** A caller who reserves and then commits what it reserved. */
final class ReserveAndCommit implements ClosedLoop.Turn {

    private static final int CREATED = 201;
    /** What the answer to a reservation begins with. */
    private static final String ID = "{\"id\":\"";

    private final RequestTemplate.Request reservation;
    private final RequestTemplate.Request commit;
    private final ClosedLoop.Filler filler;
    private final long firstKey;

    ReserveAndCommit(RequestTemplate reservation, RequestTemplate commit, ClosedLoop.Filler filler, long firstKey) {
        this.reservation = reservation.request();
        this.commit = commit.request();
        this.filler = filler;
        this.firstKey = firstKey;
    }

    @Override
    public int take(Connection connection, long number) throws IOException {
        filler.fill(reservation, number);
        int held = connection.exchange(reservation.bytes());
        if (held != CREATED) {
            return held;
        }
        commit.reservation(connection.body().substring(ID.length(), ID.length() + RequestTemplate.ID_LETTERS));
        commit.key(firstKey + number);
        return connection.exchange(commit.bytes());
    }
}
