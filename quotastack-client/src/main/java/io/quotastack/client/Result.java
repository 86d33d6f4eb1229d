package io.quotastack.client;

import java.util.function.Function;

/**
 * An answer that callers decide by: what was asked for, or a refusal of status 402, 404, 409 or 422. Everything else is
 * thrown ({@link QuotaStackException}).
 *
 * @param <T> what was asked for
 */
public sealed interface Result<T> {

    Told told();

    /** What was asked for; a refusal is thrown. For those who decide by no refusal. */
    T orThrow();

    /** The same with another form of what was asked for. */
    <U> Result<U> map(Function<? super T, ? extends U> form);

    /**
     * An answer with a status of 2xx.
     *
     * @param <T> what was asked for
     */
    record Answered<T>(int status, T value, Told told) implements Result<T> {

        @Override
        public T orThrow() {
            return value;
        }

        @Override
        public <U> Result<U> map(Function<? super T, ? extends U> form) {
            return new Answered<>(status, form.apply(value), told);
        }
    }

    /**
     * A refusal.
     *
     * @param <T> what was asked for
     */
    record Refused<T>(Problem problem, Told told) implements Result<T> {

        @Override
        public T orThrow() {
            throw new ProblemException(problem, told, false);
        }

        @Override
        public <U> Result<U> map(Function<? super T, ? extends U> form) {
            return new Refused<>(problem, told);
        }
    }
}
