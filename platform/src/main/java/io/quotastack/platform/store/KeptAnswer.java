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
 * @param status as it was answered: with {@code grantedBy} it tells a grant (201) from a payment that granted before (200)
 * @param body JSON as it was answered; empty when {@code grantedBy} is there, and of what was accepted without an answer
 * @param grantedBy the sequence of the grant from which the answer is rendered again
 */
@SuppressWarnings("ArrayRecordComponent") // a body as stored, never compared
public record KeptAnswer(AnswerMark mark, int status, byte[] body, OptionalLong grantedBy) {

    private static final int GRANTED = 201;
    private static final int GRANTED_BEFORE = 200;

    public static KeptAnswer of(AnswerMark mark, Reply reply) {
        return new KeptAnswer(mark, reply.status(), reply.body(), OptionalLong.empty());
    }

    /** Of a request that granted: its answer is in the entry that it booked, and a tenth of the bytes here. */
    public static KeptAnswer granted(AnswerMark mark, long sequence) {
        return new KeptAnswer(mark, GRANTED, new byte[0], OptionalLong.of(sequence));
    }

    /** Of a payment that had granted before. */
    public static KeptAnswer grantedBefore(AnswerMark mark, long sequence) {
        return new KeptAnswer(mark, GRANTED_BEFORE, new byte[0], OptionalLong.of(sequence));
    }

    /** That something was accepted, whatever came of it then. */
    public static KeptAnswer takenIn(AnswerMark mark) {
        return new KeptAnswer(mark, 202, new byte[0], OptionalLong.empty());
    }

    /** How a store keeps answers. */
    public static RowCodec<KeptAnswer> codec(RowCodec.Kinds kinds, String kind) {
        return kinds.avro(kind, AnswerRecord.class, KeptAnswer::toAvro, KeptAnswer::of);
    }

    /** Whether its grant is that of the request itself, not one that had been booked before. */
    public boolean isGrant() {
        return status == GRANTED;
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
