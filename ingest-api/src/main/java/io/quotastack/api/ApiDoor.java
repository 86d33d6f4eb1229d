package io.quotastack.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Set;

import io.quotastack.api.http.BrowserRules;
import io.quotastack.gateway.HostNames;

/**
 * Where the API is reached, and by whom.
 *
 * @param host for 127.0.0.1, ::1 is listened on too
 * @param port 0 for a free one, see {@link ApiServer#port()}
 * @param names that others call it by, as a proxy on its machine may pass them on (see {@link HostNames})
 * @param origins of web pages that may call it
 * @param showsMetrics whether whoever calls it may have the metrics too, which tell of all tenants
 */
public record ApiDoor(String host, int port, Set<String> names, Set<String> origins, boolean showsMetrics) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String LOOPBACK_6 = "::1";
    private static final byte[] ADDRESS_OF_LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    public ApiDoor {
        names = Set.copyOf(names);
        origins = Set.copyOf(origins);
    }

    /** All addresses to listen on: on the loopback both of a machine's, since clients take `localhost` for either. */
    public List<String> hosts() {
        return host.equals(LOOPBACK) && hasLoopback6() ? List.of(LOOPBACK, LOOPBACK_6) : List.of(host);
    }

    private static boolean hasLoopback6() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByAddress(ADDRESS_OF_LOOPBACK_6)) != null;
        } catch (IOException e) {
            return false;
        }
    }

    BrowserRules browsers() {
        return new BrowserRules(HostNames.of(host, names), origins);
    }
}
