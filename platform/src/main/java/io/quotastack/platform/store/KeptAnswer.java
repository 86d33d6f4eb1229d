package io.quotastack.platform.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.gateway.Reply;
import io.quotastack.internal.AnswerRecord;

/**
 * What was answered to a request, kept for the next time it comes (CONTRACT 11).
 *
 * @param body JSON as it was answered; empty when {@code grantedBy} is there, and of what was accepted without an answer
 * @param grantedBy the sequence of the grant from which the answer to a repeated payment is rendered
 */
@SuppressWarnings("ArrayRecordComponent") // a body as stored, never compared
public record KeptAnswer(AnswerMark mark, int status, byte[] body, OptionalLong grantedBy) {

    public static KeptAnswer of(AnswerMark mark, Reply reply) {
        return new KeptAnswer(mark, reply.status(), reply.body(), OptionalLong.empty());
    }

    public static KeptAnswer grantedBy(AnswerMark mark, long sequence) {
        return new KeptAnswer(mark, 200, new byte[0], OptionalLong.of(sequence));
    }

    /** That something was accepted, whatever came of it then. */
    public static KeptAnswer takenIn(AnswerMark mark) {
        return new KeptAnswer(mark, 202, new byte[0], OptionalLong.empty());
    }

    /** How a store keeps answers. */
    public static RowCodec<KeptAnswer> codec(RowCodec.Kinds kinds, String kind) {
        return kinds.avro(kind, AnswerRecord.class, KeptAnswer::toAvro, KeptAnswer::of);
    }

    /** The answer, given again. */
    public Reply again() {
        return new Reply(status, body, true);
    }

    private static AnswerRecord toAvro(KeptAnswer answer) {
        AnswerMark mark = answer.mark();
        return new AnswerRecord(mark.fingerprint(), mark.recordedAt().toEpochMilli(), mark.keptFor().toSeconds(),
                answer.status(), ByteBuffer.wrap(answer.body()),
                answer.grantedBy().isPresent() ? answer.grantedBy().getAsLong() : null);
    }

    private static KeptAnswer of(AnswerRecord row) {
        byte[] body = new byte[row.getBody().remaining()];
        row.getBody().duplicate().get(body);
        Long grantedBy = row.getGrantedBy();
        return new KeptAnswer(
                new AnswerMark(row.getFingerprint(), Instant.ofEpochMilli(row.getRecordedAt()),
                        Duration.ofSeconds(row.getKeptSeconds())),
                row.getStatus(), body, grantedBy == null ? OptionalLong.empty() : OptionalLong.of(grantedBy));
    }
}
