package io.quotastack.gateway.trace;

import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.quotastack.gateway.trace.TraceSpan.Kind;
import io.quotastack.gateway.trace.TraceSpan.Scope;

/** Who makes the spans of a process, see {@link Traces}. Never throws, and never waits. */
public interface TraceRecorder {

    /** A span of the trace that the headers name, else of a new one; {@link TraceSpan#NONE} when it is not sampled. */
    TraceSpan begin(Kind kind, String name, TraceHeaders from);

    /** A span of the trace that the headers name; {@link TraceSpan#NONE} when they name none that is sampled. */
    TraceSpan continued(Kind kind, String name, TraceHeaders from);

    /** The thread goes on with the trace that the headers name, without a span of its own. */
    Scope resume(TraceHeaders from);

    /** The headers that name the thread's span, if it has one that is sampled. */
    void write(BiConsumer<String, String> to);

    /** The same function, as a part of the calling thread's span on whatever thread it runs. */
    <A, B> Function<A, B> carried(Function<A, B> function);

    /** The same, of what answers nothing. */
    <A> Consumer<A> carriedAction(Consumer<A> action);

    /** The same of all that is handed to an executor. */
    ExecutorService carrying(ExecutorService threads);
}
