package io.quotastack.webhook.send;

import io.quotastack.internal.AttemptRow;

/** How attempts are told apart. */
public final class Attempts {

    private Attempts() {}

    /** A 2xx came; a redirect is none. */
    public static boolean succeeded(AttemptRow attempt) {
        return attempt.getStatusCode() >= 200 && attempt.getStatusCode() < 300;
    }
}
