package io.quotastack.platform.transport;

import io.quotastack.platform.wire.WireWriter;

/** A call that a node takes from others. */
@FunctionalInterface
public interface InternalCall {

    /**
     * Answers, on a virtual thread of its own, or throws what {@link CallFailure} tells the caller of.
     *
     * @param request as a {@link WireWriter} wrote it; IllegalArgumentException when it is not
     */
    byte[] answer(byte[] request);
}
