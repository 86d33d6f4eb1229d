package io.quotastack.standalone.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.quotastack.nodes.data.Credentials;

/** The API that is asked, and the key it is asked with. */
public record Target(URI url, String key) {

    static final String URL_VARIABLE = "QUOTASTACK_URL";
    static final String KEY_VARIABLE = "QUOTASTACK_API_KEY";
    static final String PROFILE_VARIABLE = "QUOTASTACK_PROFILE";

    private static final URI OWN_MACHINE = URI.create("http://127.0.0.1:8080");
    private static final int LONGEST_KEY = 1_000;

    /**
     * What the options say of it.
     *
     * @param dataDirectory of an installation, whose key goes to this machine alone
     * @param installationsKey which of its keys
     */
    record Asked(
            Optional<URI> url,
            Optional<Path> keyFile,
            Optional<String> profile,
            Path dataDirectory,
            InstallationsKey installationsKey) {}

    /** Of the keys of an installation. */
    enum InstallationsKey {
        LIVE,
        TEST,
        ROOT;

        private String of(Credentials credentials) {
            return switch (this) {
                case LIVE -> credentials.liveKey();
                case TEST -> credentials.testKey();
                case ROOT -> credentials.rootKey();
            };
        }

        /** As it is given and shown. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Options go first, with the profile that one of them names; then the environment; then its profile, or the default one;
     * then the installation. So a profile that was asked for is not mixed with what a shell happens to have set.
     */
    static Target of(Asked asked, Map<String, String> environment) {
        Profiles profiles = Profiles.of(environment);
        Optional<String> set = asked.profile().isPresent() ? Optional.empty() : variable(environment, PROFILE_VARIABLE);
        String profile = asked.profile().or(() -> set).orElse(Profiles.DEFAULT);
        if ((asked.profile().isPresent() || set.isPresent()) && !profiles.has(profile)) {
            throw new CannotConnectException("there is no profile " + profile + " in " + profiles.file());
        }
        Optional<URI> url = asked.url()
                .or(() -> ofEnvironment(asked, environment, URL_VARIABLE).map(text -> url(text, URL_VARIABLE)))
                .or(() -> profiles.url(profile).map(text -> url(text, profile + ".url of " + profiles.file())));
        URI found = expectUsable(url.orElse(OWN_MACHINE));
        String key = asked.keyFile().map(Target::inFile).or(() -> ofEnvironment(asked, environment, KEY_VARIABLE))
                .or(() -> profiles.key(profile))
                .orElseGet(() -> keyOfInstallation(asked, found, profiles));
        if (!key.matches("[!-~]{1," + LONGEST_KEY + "}")) {
            throw new CannotConnectException("the API key is none: it has spaces or other odd characters");
        }
        return new Target(found, key);
    }

    /** A variable that is empty is not set. */
    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<String> ofEnvironment(Asked asked, Map<String, String> environment, String name) {
        return asked.profile().isPresent() ? Optional.empty() : variable(environment, name);
    }

    private static URI url(String text, String where) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new CannotConnectException(where + " is no URL: " + text);
        }
    }

    private static URI expectUsable(URI url) {
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!isHttp || url.getHost() == null || url.getRawQuery() != null || url.getRawUserInfo() != null) {
            throw new CannotConnectException(
                    "the URL of the API is like " + OWN_MACHINE + ", without /v1, unlike " + url);
        }
        return url;
    }

    private static String inFile(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new CannotConnectException("--key-file cannot be read: " + e);
        }
    }

    private static String keyOfInstallation(Asked asked, URI url, Profiles profiles) {
        Path file = asked.dataDirectory().resolve(Credentials.FILE);
        String otherwise = "set " + KEY_VARIABLE + ", give --key-file, or make a profile in " + profiles.file();
        if (!isOwnMachine(url.getHost())) {
            throw new CannotConnectException("no API key for " + url + ": " + otherwise
                    + " (the key in " + file + " goes to this machine only)");
        }
        return Credentials.in(file).map(asked.installationsKey()::of)
                .orElseThrow(() -> new CannotConnectException(
                        "no API key: " + otherwise + ", or name an installation by --data-dir; there is no " + file));
    }

    private static boolean isOwnMachine(String host) {
        try {
            return InetAddress.getByName(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** That of the key: {@code live}, {@code test} or {@code root}; of a key of another form, nothing. */
    public String environment() {
        String[] parts = key.split("_", -1);
        return parts.length > 2 ? parts[1] : "";
    }

    /** Without the key: this may end up in a log. */
    @Override
    public String toString() {
        return "Target[" + url + "]";
    }
}
