package io.quotastack.gateway.trace;

import java.util.function.BiConsumer;

/** A step of a trace. Its own end tells how long it took; one that is never ended is never told of. */
public interface TraceSpan {

    /** Nothing is recorded, and nothing is carried on. */
    TraceSpan NONE = new Unrecorded();

    /** What a step is to those on the other side of it. */
    enum Kind {
        /** A request that was taken in. */
        SERVER,
        /** A request that is sent. */
        CLIENT,
        /** A record that was read. */
        CONSUMER
    }

    /** Ends that a span is the one of its thread. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether anybody will see it; what is dear to find out about a step is left out otherwise. */
    boolean isRecorded();

    TraceSpan named(String name);

    TraceSpan with(String attribute, String value);

    TraceSpan with(String attribute, long value);

    /** Something happened within the step, now. */
    TraceSpan event(String name);

    /** The step failed. */
    TraceSpan failed(String reason);

    /** What names it to whom the work is handed, as headers of W3C Trace Context. */
    void writeTo(BiConsumer<String, String> headers);

    /** What this thread sends and appends from now on is a part of this step. To be closed by the same thread. */
    Scope begin();

    /** It took until now. */
    void end();

    /** {@link #NONE}. */
    final class Unrecorded implements TraceSpan {

        private static final Scope NOTHING = () -> {};

        private Unrecorded() {}

        @Override
        public boolean isRecorded() {
            return false;
        }

        @Override
        public TraceSpan named(String name) {
            return this;
        }

        @Override
        public TraceSpan with(String attribute, String value) {
            return this;
        }

        @Override
        public TraceSpan with(String attribute, long value) {
            return this;
        }

        @Override
        public TraceSpan event(String name) {
            return this;
        }

        @Override
        public TraceSpan failed(String reason) {
            return this;
        }

        @Override
        public void writeTo(BiConsumer<String, String> headers) {
            // there is nothing to tell
        }

        @Override
        public Scope begin() {
            return NOTHING;
        }

        @Override
        public void end() {
            // nothing began
        }
    }
}
