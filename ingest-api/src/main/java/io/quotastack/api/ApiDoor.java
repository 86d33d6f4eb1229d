package io.quotastack.api;

import java.util.Set;

import io.quotastack.api.http.BrowserRules;
import io.quotastack.gateway.HostNames;

/**
 * Where the API is reached, and by whom.
 *
 * @param port 0 for a free one, see {@link ApiServer#port()}
 * @param names that others call it by, as a proxy on its machine may pass them on (see {@link HostNames})
 * @param origins of web pages that may call it
 */
public record ApiDoor(String host, int port, Set<String> names, Set<String> origins) {

    public ApiDoor {
        names = Set.copyOf(names);
        origins = Set.copyOf(origins);
    }

    /** Open to no web page. */
    public static ApiDoor at(String host, int port) {
        return new ApiDoor(host, port, Set.of(), Set.of());
    }

    BrowserRules browsers() {
        return new BrowserRules(HostNames.of(host, names), origins);
    }
}
