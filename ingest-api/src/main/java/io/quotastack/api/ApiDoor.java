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
 * @param showsMetrics whether whoever calls it may have the metrics too, which tell of all tenants
 */
public record ApiDoor(String host, int port, Set<String> names, Set<String> origins, boolean showsMetrics) {

    public ApiDoor {
        names = Set.copyOf(names);
        origins = Set.copyOf(origins);
    }

    BrowserRules browsers() {
        return new BrowserRules(HostNames.of(host, names), origins);
    }
}
