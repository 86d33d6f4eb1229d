package io.quotastack.nodes.settings;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that can be set.
 *
 * @param name in the file, {@code bootstrap.servers}; in the environment it is {@link #variable}
 * @param otherwise the default, as it would be set; absent where there is none
 * @param required the apps that do not start without it
 * @param apps those that read it
 * @param secret never printed; may be read from a file
 * @param words what it does
 */
public record Setting<T>(
        String name,
        Kind<T> kind,
        Optional<String> otherwise,
        Set<NodeApp> required,
        Set<NodeApp> apps,
        boolean secret,
        String words) {

    static final String VARIABLES = "QUOTASTACK_";

    public Setting {
        required = Set.copyOf(required);
        apps = Set.copyOf(apps);
    }

    /** A setting that all apps take and none needs. */
    static <T> Setting<T> of(String name, Kind<T> kind, String words) {
        return new Setting<>(name, kind, Optional.empty(), Set.of(), EnumSet.allOf(NodeApp.class), false, words);
    }

    Setting<T> otherwise(String value) {
        return new Setting<>(name, kind, Optional.of(value), required, apps, secret, words);
    }

    /** The same for these apps only. */
    Setting<T> of(NodeApp... some) {
        return new Setting<>(name, kind, otherwise, required, Set.of(some), secret, words);
    }

    /** The same, which none of its apps starts without. */
    Setting<T> requiredByAll() {
        return new Setting<>(name, kind, otherwise, apps, apps, secret, words);
    }

    Setting<T> asSecret() {
        return new Setting<>(name, kind, otherwise, required, apps, true, words);
    }

    /** Its name in the environment: {@code QUOTASTACK_BOOTSTRAP_SERVERS}. */
    public String variable() {
        return variable(name);
    }

    static String variable(String name) {
        return VARIABLES + name.replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
