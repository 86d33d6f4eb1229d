package io.quotastack.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant cannot have us call what only we can reach (CONTRACT 10). */
class AddressRulesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1",
        "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1"})
    void specialAddressesAreNotPublic(String address) throws UnknownHostException {
        assertThat(AddressRules.isPublic(address(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
        "192.167.1.1", "198.17.0.1", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450::1", "2001:4860::8888"})
    void theInternetIsPublic(String address) throws UnknownHostException {
        assertThat(AddressRules.isPublic(address(address))).isTrue();
    }

    /** Literals, names, and the forms of numbers that some resolvers take for an address. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1",
        "017700000001", "::1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "[fd00:ec2::254]", "2852039166"})
    void whateverLeadsToUsIsNotResolved(String host) {
        try (var resolver = new CheckedResolver(false, PATIENCE)) {
            assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> resolver.resolve(host));
        }
    }

    @Test
    void theOperatorCanAllowAnyAddress() throws UnknownHostException {
        try (var resolver = new CheckedResolver(true, PATIENCE)) {
            assertThat(resolver.resolve("127.0.0.1")).containsExactly(address("127.0.0.1"));
        }
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getAllByName(literal)[0];
    }
}
