package io.quotastack.nodes.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.quotastack.platform.transport.InternalSecret;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.schemas.secret.MasterKey;

/**
 * What values a setting takes.
 *
 * @param words what must stand there, such as "a number from 0 to 65535"
 * @param parse absent for a text that is no such value
 */
public record Kind<T>(String words, Function<String, Optional<T>> parse) {

    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:]+]|[\\w.-]+):(\\d{1,5})");

    static Kind<Integer> number(int lowest, int highest) {
        return new Kind<>("a number from " + lowest + " to " + highest, text -> {
            try {
                int number = Integer.parseInt(text);
                return lowest <= number && number <= highest ? Optional.of(number) : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    static Kind<Integer> port() {
        return number(0, HIGHEST_PORT);
    }

    static Kind<Boolean> bool() {
        return new Kind<>("true or false", text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    /** A text of a form. */
    static Kind<String> text(String words, String form) {
        Pattern pattern = Pattern.compile(form);
        return new Kind<>(words, text -> Optional.of(text).filter(whole -> pattern.matcher(whole).matches()));
    }

    /** Texts of a form, separated by commas. */
    static Kind<Set<String>> set(String words, String form) {
        Pattern pattern = Pattern.compile(form);
        return new Kind<>(words, text -> {
            List<String> all = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            return all.stream().allMatch(one -> pattern.matcher(one).matches())
                    ? Optional.of(Set.copyOf(all))
                    : Optional.empty();
        });
    }

    /** Where other nodes reach a node. */
    static Kind<NodeAddress> address() {
        return new Kind<>("host:port", Kind::nodeAddress);
    }

    private static Optional<NodeAddress> nodeAddress(String text) {
        try {
            return isAddress(text) ? Optional.of(NodeAddress.parse(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Kind<List<NodeAddress>> nodeAddresses() {
        return new Kind<>("host:port, several separated by commas", text -> {
            List<Optional<NodeAddress>> all = Arrays.stream(text.split(",", -1)).map(String::strip)
                    .map(Kind::nodeAddress).toList();
            return all.stream().allMatch(Optional::isPresent)
                    ? Optional.of(all.stream().flatMap(Optional::stream).toList())
                    : Optional.empty();
        });
    }

    static Kind<List<String>> addresses() {
        return new Kind<>("host:port, several separated by commas", text -> {
            List<String> addresses = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            return addresses.stream().allMatch(Kind::isAddress) ? Optional.of(addresses) : Optional.empty();
        });
    }

    private static boolean isAddress(String text) {
        var address = ADDRESS.matcher(text);
        return address.matches() && Integer.parseInt(address.group(2)) <= HIGHEST_PORT;
    }

    /** One or more URLs of HTTP, as one text. */
    static Kind<String> urls() {
        return new Kind<>("an http or https URL, several separated by commas", text -> Optional.of(text)
                .filter(all -> Arrays.stream(all.split(",", -1)).map(String::strip).allMatch(Kind::isUrl)));
    }

    private static boolean isUrl(String text) {
        try {
            var url = new URI(text);
            return url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static Kind<Path> path() {
        return new Kind<>("a path", text -> {
            try {
                return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        });
    }

    /** A secret of at least so many characters. */
    static Kind<String> secret(int shortest) {
        return new Kind<>(shortest == 1 ? "not empty" : "at least " + shortest + " characters",
                text -> text.length() >= shortest ? Optional.of(text) : Optional.empty());
    }

    static Kind<InternalSecret> internalSecret() {
        return new Kind<>("16 or more printable characters without spaces", text -> {
            try {
                return Optional.of(InternalSecret.of(text));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    static Kind<MasterKey> masterKey() {
        return new Kind<>(MasterKey.BYTES + " bytes in base64", Kind::key);
    }

    static Kind<List<MasterKey>> masterKeys() {
        return new Kind<>(MasterKey.BYTES + " bytes in base64, several separated by commas", text -> {
            List<Optional<MasterKey>> all = Arrays.stream(text.split(",", -1)).map(Kind::key).toList();
            return all.stream().allMatch(Optional::isPresent)
                    ? Optional.of(all.stream().flatMap(Optional::stream).toList())
                    : Optional.empty();
        });
    }

    private static Optional<MasterKey> key(String text) {
        try {
            return Optional.of(MasterKey.of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
