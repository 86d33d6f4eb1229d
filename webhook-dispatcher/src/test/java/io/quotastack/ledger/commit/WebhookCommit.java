package io.quotastack.ledger.commit;

/** Stands for the producer's commit on the calling thread. */
public final class WebhookCommit {

    private WebhookCommit() {}

    public static void now() {
        GroupCommit.ofThread().committed();
    }
}
