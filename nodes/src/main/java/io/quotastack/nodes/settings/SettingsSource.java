package io.quotastack.nodes.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One place where settings stand, the environment or a file: which names it has, and their texts. A secret may stand in a
 * file of its own, which the name with {@code .file} names.
 */
final class SettingsSource {

    private static final String FROM_FILE = ".file";
    private static final int LARGEST_FILE = 64 << 10;

    /** What the launcher and the JVM's start read. */
    private static final Set<String> LAUNCHER = Set.of("QUOTASTACK_JAVA_HOME", "QUOTASTACK_JAVA_OPTS",
            "QUOTASTACK_DEBUG");

    /** What Kubernetes puts into the environment of each container for each service, here of one named quotastack-…. */
    private static final Pattern SERVICE_LINK = Pattern
            .compile("QUOTASTACK_\\w*(SERVICE_HOST|SERVICE_PORT\\w*|PORT_\\d+_(TCP|UDP)\\w*|PORT)");

    private final UnaryOperator<String> shown;
    private final List<String> faults;
    private final Map<String, String> texts = new HashMap<>();

    private SettingsSource(UnaryOperator<String> shown, List<String> faults) {
        this.shown = shown;
        this.faults = faults;
    }

    /** What is set, by the names of settings. */
    Map<String, String> texts() {
        return Map.copyOf(texts);
    }

    static SettingsSource environment(Map<String, String> variables, List<String> faults) {
        var source = new SettingsSource(Setting::variable, faults);
        variables.forEach((variable, text) -> {
            if (variable.startsWith(Setting.VARIABLES) && !LAUNCHER.contains(variable)
                    && !isServiceLink(variable, text)) {
                String name = variable.substring(Setting.VARIABLES.length()).replace('_', '.')
                        .toLowerCase(Locale.ROOT);
                // Compose files hand on what is not set as an empty text.
                if (!text.isEmpty() || name.startsWith(KafkaProperties.PREFIX)) {
                    source.take(name, text);
                }
            }
        });
        return source;
    }

    private static boolean isServiceLink(String variable, String text) {
        return SERVICE_LINK.matcher(variable).matches()
                && (variable.contains("SERVICE_") || variable.contains("_TCP") || variable.contains("_UDP")
                        || text.startsWith("tcp://") || text.startsWith("udp://"));
    }

    static SettingsSource file(Path file, List<String> faults) {
        var source = new SettingsSource(UnaryOperator.identity(), faults);
        var lines = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object name, Object text) {
                if (containsKey(name)) {
                    faults.add(name + " is set twice in " + file);
                }
                return super.put(name, text);
            }
        };
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            lines.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            faults.add(unreadable(file.toString(), e));
        }
        lines.forEach((name, text) -> source.take(name.toString(), text.toString().strip()));
        return source;
    }

    private void take(String name, String text) {
        if (isKnown(name)) {
            put(name, text);
        } else if (name.endsWith(FROM_FILE) && isSecret(withoutFile(name))) {
            put(withoutFile(name), contentOf(name, text));
        } else if (KafkaProperties.isOurs(name)) {
            faults.add(shown.apply(name) + ": QuotaStack sets this itself, since the books depend on it; "
                    + "what all of Kafka's clients have can be set, such as how they are let in");
        } else {
            faults.add(shown.apply(name) + ": there is no such setting" + Suggestion.of(name, names())
                    .map(likely -> "; " + shown.apply(likely) + " may be meant").orElse(""));
        }
    }

    private void put(String name, String text) {
        if (texts.containsKey(name)) {
            faults.add(shown.apply(name) + " and " + shown.apply(name + FROM_FILE) + " are both set");
        }
        texts.put(name, text);
    }

    private String contentOf(String name, String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > LARGEST_FILE) {
                faults.add(shown.apply(name) + ": the file is larger than " + LARGEST_FILE + " bytes");
                return "";
            }
            return Files.readString(path).strip();
        } catch (IOException | IllegalArgumentException e) {
            faults.add(shown.apply(name) + ": " + unreadable(file, e));
            return "";
        }
    }

    private static String unreadable(String file, Exception e) {
        return e instanceof NoSuchFileException
                ? "there is no file " + file
                : "the file " + file + " cannot be read: " + e;
    }

    private static String withoutFile(String name) {
        return name.substring(0, name.length() - FROM_FILE.length());
    }

    private static boolean isKnown(String name) {
        return KafkaProperties.names().contains(name)
                || Catalogue.ALL.stream().anyMatch(setting -> setting.name().equals(name));
    }

    private static boolean isSecret(String name) {
        return KafkaProperties.names().contains(name)
                || Catalogue.ALL.stream().anyMatch(setting -> setting.secret() && setting.name().equals(name));
    }

    private static List<String> names() {
        return Stream
                .of(Catalogue.ALL.stream().map(Setting::name),
                        Catalogue.ALL.stream().filter(Setting::secret).map(setting -> setting.name() + FROM_FILE),
                        KafkaProperties.names().stream())
                .flatMap(names -> names).toList();
    }
}
