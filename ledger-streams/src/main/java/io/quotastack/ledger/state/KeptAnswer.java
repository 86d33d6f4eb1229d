package io.quotastack.ledger.state;

import java.util.OptionalLong;

/**
 * An answer kept for replays.
 *
 * @param body JSON as it was answered; empty when {@code grantedBy} is there
 * @param grantedBy the sequence of the grant from which the answer to a repeated payment is rendered
 */
@SuppressWarnings("ArrayRecordComponent") // a body as stored, never compared
public record KeptAnswer(int status, byte[] body, OptionalLong grantedBy) {

    public static KeptAnswer of(int status, byte[] body) {
        return new KeptAnswer(status, body, OptionalLong.empty());
    }

    public static KeptAnswer grantedBy(long sequence) {
        return new KeptAnswer(200, new byte[0], OptionalLong.of(sequence));
    }
}
