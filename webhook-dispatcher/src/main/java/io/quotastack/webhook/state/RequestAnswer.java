package io.quotastack.webhook.state;

import java.time.Instant;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.webhook.RequestDecider;
import io.quotastack.gateway.Reply;

/** The kept answer to a delivery request, as it was given. */
@SuppressWarnings("ArrayRecordComponent") // the bytes of an answer, never compared
record RequestAnswer(String fingerprint, Instant answeredAt, int status, byte[] body) {

    AnswerMark mark() {
        return RequestDecider.mark(fingerprint, answeredAt);
    }

    Reply reply() {
        return new Reply(status, body, true);
    }
}
