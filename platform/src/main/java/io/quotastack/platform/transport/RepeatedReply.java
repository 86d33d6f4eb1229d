package io.quotastack.platform.transport;

import java.io.IOException;
import java.util.stream.Stream;

import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.Json;

/**
 * The reply to what may have been done before it was sent once more. Whichever copy is decided first counts, and the others
 * are repeats of it, which get its answer; but an answer that is not kept (CONTRACT 11) says nothing of the other copies.
 */
public final class RepeatedReply {

    private RepeatedReply() {}

    /** The reply. Throws {@link OutcomePendingException} when it may not be that of the other copy. */
    public static Reply of(OwnerCalls.Answer answer) {
        Reply reply = GatewayCodec.reply(answer.bytes());
        if (answer.maybeDoneBefore() && !isKept(reply)) {
            throw new OutcomePendingException("it was sent twice, and one was refused for a time only");
        }
        return reply;
    }

    /** Whether each repeat is answered so. */
    private static boolean isKept(Reply reply) {
        return reply.replayed() || reply.status() < 400 || (reply.status() < 500 && !isForATime(reply));
    }

    private static boolean isForATime(Reply refusal) {
        try {
            String type = Json.MAPPER.readTree(refusal.body()).path("type").asText();
            return Stream.of(ProblemType.TEST_CLOCK_MOVING, ProblemType.IDEMPOTENCY_KEY_REUSED)
                    .anyMatch(unkept -> unkept.urn().equals(type));
        } catch (IOException e) {
            throw new IllegalStateException("a refusal that is not JSON", e);
        }
    }
}
