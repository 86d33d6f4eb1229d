package io.quotastack.api.docs;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A value that is made when it is first asked for, so that the start need not wait for what few ask for. */
public final class Lazy<T> {

    private final Supplier<T> maker;
    private final ReentrantLock making = new ReentrantLock();
    private volatile Optional<T> made = Optional.empty();

    public Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    public T get() {
        if (made.isEmpty()) {
            making.lock();
            try {
                if (made.isEmpty()) {
                    made = Optional.of(maker.get());
                }
            } finally {
                making.unlock();
            }
        }
        return made.get();
    }
}
