package io.quotastack.gateway.trace;

import org.jspecify.annotations.Nullable;

/** The headers that came with a request or a record. */
@FunctionalInterface
public interface TraceHeaders {

    /** The header of that name, in lower case; null when there is none. */
    @Nullable
    String get(String name);
}
