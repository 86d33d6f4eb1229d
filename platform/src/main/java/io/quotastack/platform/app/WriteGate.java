package io.quotastack.platform.app;

import java.util.List;
import java.util.Optional;

import io.quotastack.core.problem.UnavailableException;

/** Whether this node takes writes now. Reads go on all the same. */
public interface WriteGate {

    /** Always open: for who keeps nothing. */
    WriteGate OPEN = Optional::empty;

    /** Why not, in words for a caller; absent while it does. */
    Optional<String> closed();

    default boolean isOpen() {
        return closed().isEmpty();
    }

    /** Throws {@link UnavailableException} while it does not. */
    default void requireOpen() {
        closed().ifPresent(why -> {
            throw new UnavailableException(why);
        });
    }

    /** Open when all are. */
    static WriteGate all(List<WriteGate> gates) {
        List<WriteGate> all = List.copyOf(gates);
        return () -> all.stream().flatMap(gate -> gate.closed().stream()).findFirst();
    }
}
