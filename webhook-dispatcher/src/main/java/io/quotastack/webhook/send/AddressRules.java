package io.quotastack.webhook.send;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses webhooks may go to (CONTRACT 10). Without this, a tenant could have us send requests to whatever our
 * machine can reach: services of its own network, or the cloud's metadata.
 */
final class AddressRules {

    /** Not public (IANA's special-purpose registries), beside what {@link InetAddress} itself can tell. */
    private static final List<Block> SPECIAL = List.of(Block.v4(0, 0, 0, 0, 8), Block.v4(10, 0, 0, 0, 8),
            Block.v4(100, 64, 0, 0, 10), Block.v4(127, 0, 0, 0, 8), Block.v4(169, 254, 0, 0, 16),
            Block.v4(172, 16, 0, 0, 12), Block.v4(192, 0, 0, 0, 24), Block.v4(192, 0, 2, 0, 24),
            Block.v4(192, 88, 99, 0, 24), Block.v4(192, 168, 0, 0, 16), Block.v4(198, 18, 0, 0, 15),
            Block.v4(198, 51, 100, 0, 24), Block.v4(203, 0, 113, 0, 24), Block.v4(224, 0, 0, 0, 4),
            Block.v4(240, 0, 0, 0, 4));

    private AddressRules() {}

    private record Block(int network, int bits) {
        static Block v4(int a, int b, int c, int d, int bits) {
            return new Block((a << 24) | (b << 16) | (c << 8) | d, bits);
        }

        boolean has(int address) {
            return (address ^ network) >>> (32 - bits) == 0;
        }
    }

    /** Whether the address is one of the public Internet's. */
    static boolean isPublic(InetAddress address) {
        return switch (address) {
            case Inet4Address v4 -> isPublic(v4.getAddress(), 0);
            case Inet6Address v6 -> isPublic(v6);
            default -> false;
        };
    }

    /** Only global unicast, and of that nothing that leads to an IPv4 address by a detour. */
    private static boolean isPublic(Inet6Address address) {
        byte[] bytes = address.getAddress();
        int first = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        int second = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
        boolean globalUnicast = (first & 0xe000) == 0x2000;
        boolean teredoOrSpecial = first == 0x2001 && second < 0x0200;
        boolean documentation = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
        boolean sixToFour = first == 0x2002;
        return globalUnicast && !teredoOrSpecial && !documentation && !sixToFour;
    }

    private static boolean isPublic(byte[] bytes, int from) {
        int address = ((bytes[from] & 0xff) << 24) | ((bytes[from + 1] & 0xff) << 16) | ((bytes[from + 2] & 0xff) << 8)
                | (bytes[from + 3] & 0xff);
        return SPECIAL.stream().noneMatch(block -> block.has(address));
    }
}
