package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.internal.AnswerRecord;

/** An answer with what is known of its request. */
record MarkedAnswer(AnswerMark mark, KeptAnswer answer) {

    static AnswerRecord toAvro(MarkedAnswer marked) {
        AnswerMark mark = marked.mark();
        KeptAnswer answer = marked.answer();
        return new AnswerRecord(mark.fingerprint(), mark.recordedAt().toEpochMilli(), mark.keptFor().toSeconds(),
                answer.status(), ByteBuffer.wrap(answer.body()),
                answer.grantedBy().isPresent() ? answer.grantedBy().getAsLong() : null);
    }

    static MarkedAnswer of(AnswerRecord row) {
        byte[] body = new byte[row.getBody().remaining()];
        row.getBody().duplicate().get(body);
        Long grantedBy = row.getGrantedBy();
        return new MarkedAnswer(
                new AnswerMark(row.getFingerprint(), Instant.ofEpochMilli(row.getRecordedAt()),
                        Duration.ofSeconds(row.getKeptSeconds())),
                grantedBy == null ? KeptAnswer.of(row.getStatus(), body) : KeptAnswer.grantedBy(grantedBy));
    }
}
