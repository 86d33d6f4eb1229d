package io.quotastack.gateway.trace;

import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quotastack.gateway.trace.TraceSpan.Kind;
import io.quotastack.gateway.trace.TraceSpan.Scope;

/**
 * The traces of this process (CONTRACT 14). Like its log they are the whole process's, so that what hands work on needs not
 * be handed them. Off, each call is a look at a field, and no header is read or written.
 */
public final class Traces {

    private static final Scope NOTHING = TraceSpan.NONE.begin();

    private static volatile @Nullable TraceRecorder recorder;

    private Traces() {}

    /** On from now on, before anything is started that hands work on; off again when the answer is closed. */
    public static Scope recordBy(TraceRecorder by) {
        recorder = by;
        return () -> recorder = null;
    }

    public static boolean areOn() {
        return recorder != null;
    }

    /** See {@link TraceRecorder#begin}. */
    public static TraceSpan begin(Kind kind, String name, TraceHeaders from) {
        TraceRecorder by = recorder;
        return by == null ? TraceSpan.NONE : by.begin(kind, name, from);
    }

    /** See {@link TraceRecorder#continued}. */
    public static TraceSpan continued(Kind kind, String name, TraceHeaders from) {
        TraceRecorder by = recorder;
        return by == null ? TraceSpan.NONE : by.continued(kind, name, from);
    }

    /** See {@link TraceRecorder#resume}. */
    public static Scope resume(TraceHeaders from) {
        TraceRecorder by = recorder;
        return by == null ? NOTHING : by.resume(from);
    }

    /** See {@link TraceRecorder#write}. */
    public static void write(BiConsumer<String, String> to) {
        TraceRecorder by = recorder;
        if (by != null) {
            by.write(to);
        }
    }

    /** See {@link TraceRecorder#carried}. */
    public static <A, B> Function<A, B> carried(Function<A, B> function) {
        TraceRecorder by = recorder;
        return by == null ? function : by.carried(function);
    }

    /** See {@link TraceRecorder#carriedAction}. */
    public static <A> Consumer<A> carriedAction(Consumer<A> action) {
        TraceRecorder by = recorder;
        return by == null ? action : by.carriedAction(action);
    }

    /** See {@link TraceRecorder#carrying}. */
    public static ExecutorService carrying(ExecutorService threads) {
        TraceRecorder by = recorder;
        return by == null ? threads : by.carrying(threads);
    }
}
