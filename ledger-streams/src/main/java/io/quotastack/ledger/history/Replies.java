package io.quotastack.ledger.history;

import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.Json;

/** Answers to reads. */
final class Replies {

    private static final int OK = 200;

    private Replies() {}

    static Reply ok(Object view) {
        return new Reply(OK, Json.bytes(view), false);
    }
}
