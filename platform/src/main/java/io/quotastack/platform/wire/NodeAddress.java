package io.quotastack.platform.wire;

import org.apache.kafka.common.utils.Utils;

/**
 * Where a node serves the others, as it tells them: {@code host:port}, an IPv6 address in brackets.
 *
 * @param host a name or an address that all nodes reach it by; an IPv6 address without brackets
 */
public record NodeAddress(String host, int port) {

    public NodeAddress {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a host and a port: " + host + ":" + port);
        }
    }

    /** Throws IllegalArgumentException when it is not {@code host:port}. */
    public static NodeAddress parse(String text) {
        String host = Utils.getHost(text);
        Integer port = Utils.getPort(text);
        if (host == null || port == null) {
            throw new IllegalArgumentException("not host:port: " + text);
        }
        return new NodeAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
