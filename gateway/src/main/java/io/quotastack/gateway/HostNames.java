package io.quotastack.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * By which names an HTTP server of ours answers what asks for no key. A page whose name suddenly leads to this machine (DNS
 * rebinding) is of the server's own origin for a browser, and may read; but it still calls by its own name. So what listens
 * on the loopback answers to no name that a page of the Internet can have, unless its operator gave it that name. What
 * listens elsewhere is called by names that only its operator knows, and answers to all, unless some are given.
 */
public final class HostNames {

    private static final Pattern PORT = Pattern.compile(":\\d*$");

    /** A name without a dot, what never leaves a machine or its network by DNS, an address. */
    private static final Pattern NO_PAGES = Pattern
            .compile("[\\w-]+|.+\\.(localhost|internal)|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

    private final boolean checks;
    private final Set<String> given;

    private HostNames(boolean checks, Set<String> given) {
        this.checks = checks;
        this.given = given;
    }

    /**
     * Of a server that listens there.
     *
     * @param given the names that others call it by, as a proxy on its machine may pass them on
     */
    public static HostNames of(String listeningOn, Set<String> given) {
        return new HostNames(!given.isEmpty() || isLoopback(listeningOn),
                given.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether it leads to this machine alone. What leads nowhere cannot be listened on either. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether a request with such a header {@code Host} is to be answered; every browser sends one. */
    public boolean answersTo(@Nullable String header) {
        if (!checks || header == null) {
            return true;
        }
        String name = PORT.matcher(header).replaceFirst("").toLowerCase(Locale.ROOT);
        return NO_PAGES.matcher(name).matches() || given.contains(name);
    }
}
