package io.quotastack.ledger.view;

import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.Json;

/** Answers to reads. */
public final class Replies {

    private static final int OK = 200;

    private Replies() {}

    public static Reply ok(Object view) {
        return new Reply(OK, Json.bytes(view), false);
    }
}
