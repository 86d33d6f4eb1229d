package io.quotastack.platform.transport;

import java.util.Optional;
import java.util.function.Function;

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

    /** Out of whose share of the room for bodies its own is taken; nobody's, of a call that does not wait for one. */
    default Optional<String> owner(byte[] request) {
        return Optional.empty();
    }

    /** One that may wait as long as its owner has much under way: those of one have a third of the room for bodies. */
    static InternalCall ofOwner(Function<byte[], String> owner, InternalCall call) {
        return new InternalCall() {
            @Override
            public byte[] answer(byte[] request) {
                return call.answer(request);
            }

            @Override
            public Optional<String> owner(byte[] request) {
                return Optional.of(owner.apply(request));
            }
        };
    }
}
