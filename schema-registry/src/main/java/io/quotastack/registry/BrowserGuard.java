package io.quotastack.registry;

import java.util.Optional;
import java.util.regex.Pattern;

import io.javalin.http.Context;
import io.quotastack.gateway.HostNames;

/**
 * Keeps web pages out. The registry asks nobody for a password, and a browser on the machine reaches what listens on its
 * loopback: a page may send a form, or plain text, to any address without asking, and one whose name is suddenly that of
 * this machine (DNS rebinding) counts as the registry's own.
 */
final class BrowserGuard {

    /** What a page cannot send without a preflight, which is not answered here. */
    private static final Pattern JSON = Pattern.compile("application/([a-z0-9.+_-]+\\+)?json(\\s*;.*)?",
            Pattern.CASE_INSENSITIVE);

    private final HostNames names;

    BrowserGuard(HostNames names) {
        this.names = names;
    }

    /** Throws a {@link RegistryFault} when a web page may have sent the request. */
    void check(Context http) {
        if (http.header("Origin") != null) {
            throw RegistryFault.forbidden("A web page sent this: it bears the header Origin");
        }
        if (!names.answersTo(http.header("Host"))) {
            throw RegistryFault.misdirected("This registry serves its own machine only, as localhost or 127.0.0.1");
        }
        if (hasBody(http) && !JSON.matcher(Optional.ofNullable(http.contentType()).orElse("")).matches()) {
            throw RegistryFault.notJson();
        }
    }

    private static boolean hasBody(Context http) {
        return http.header("Transfer-Encoding") != null
                || Optional.ofNullable(http.header("Content-Length")).filter(length -> !length.equals("0")).isPresent();
    }
}
