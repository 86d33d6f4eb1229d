package io.quotastack.api.tenant;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.Json;

/**
 * Puts the plaintext of new keys into the answer on its way out (CONTRACT 11): the configuration's own answer says
 * `"key": null, "key_shown": true`, which is also what a repetition gets.
 */
final class Plaintext {

    private Plaintext() {}

    static boolean belongsIn(Reply reply) {
        return reply.status() == 201 && !reply.replayed();
    }

    static ObjectNode tree(Reply reply) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(reply.body());
        } catch (IOException e) {
            throw new IllegalStateException("an answer that is no JSON", e);
        }
    }

    static void show(JsonNode key, String plaintext) {
        ((ObjectNode) key).put("key", plaintext).put("key_shown", false);
    }

    static Reply with(Reply reply, ObjectNode tree) {
        return new Reply(reply.status(), Json.bytes(tree), false);
    }
}
