package io.quotastack.webhook.process;

/** Tells whoever listens that something has begun to wait, so that nobody has to look for it again and again. */
public final class WaitSignal {

    private volatile Runnable listener = () -> {};

    void listen(Runnable other) {
        listener = other;
    }

    void give() {
        listener.run();
    }
}
