package io.quotastack.standalone.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The file of profiles: for each name a URL and a key, {@code NAME.url=…} and {@code NAME.key=…}. It has keys in plain text,
 * so it must be readable by its owner alone.
 */
record Profiles(Path file, Properties properties) {

    static final String DEFAULT = "default";

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    /** The profiles of who runs this; none where there is no file. */
    static Profiles of(Map<String, String> environment) {
        String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
        // The standard says to ignore a relative one.
        Path base = folder.startsWith("/")
                ? Path.of(folder)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "."))).resolve(".config");
        return in(base.resolve("quotastack").resolve("config.properties"));
    }

    static Profiles in(Path file) {
        var properties = new Properties();
        if (Files.exists(file)) {
            expectPrivate(file);
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                // Its message may quote the file, and with it a key.
                throw new CannotConnectException(file + " cannot be read: " + e.getClass().getSimpleName());
            }
            expectKnown(file, properties);
        }
        return new Profiles(file, properties);
    }

    private static void expectPrivate(Path file) {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new CannotConnectException(
                        file + " has keys and is open to others: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw new CannotConnectException(file + " cannot be read: " + e);
        }
    }

    private static void expectKnown(Path file, Properties properties) {
        List<String> unknown = new ArrayList<>();
        for (String name : properties.stringPropertyNames()) {
            if (!name.endsWith(".url") && !name.endsWith(".key")) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            unknown.sort(null);
            throw new CannotConnectException(file + " has what is no NAME.url and no NAME.key: "
                    + String.join(", ", unknown));
        }
    }

    boolean has(String profile) {
        return url(profile).isPresent() || key(profile).isPresent();
    }

    Optional<String> url(String profile) {
        return Optional.ofNullable(properties.getProperty(profile + ".url")).map(String::strip);
    }

    Optional<String> key(String profile) {
        return Optional.ofNullable(properties.getProperty(profile + ".key")).map(String::strip);
    }

    /** Without what is in it: this may end up in a log. */
    @Override
    public String toString() {
        return "Profiles[" + file + "]";
    }
}
