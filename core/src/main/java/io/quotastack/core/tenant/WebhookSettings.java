package io.quotastack.core.tenant;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where and how a tenant wants to hear of what happens (CONTRACT 10).
 *
 * @param retired the secret before this one, which signs too for a while
 * @param events the types that are delivered; absent: all
 * @param onSince the version of the configuration in which both URL and secret came to be set; absent: one of them is
 *        not set, and nothing is delivered
 */
public record WebhookSettings(
        Optional<String> url,
        Optional<SealedSecret> secret,
        Optional<Retired> retired,
        Optional<List<String>> events,
        Optional<Long> onSince) {

    public static final WebhookSettings OFF = new WebhookSettings(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());

    /** How long a secret signs beside the one that took its place. */
    private static final Duration OLD_SECRET_SIGNS = Duration.ofHours(24);

    public WebhookSettings {
        events = events.map(List::copyOf);
    }

    /** A secret that another took the place of. */
    public record Retired(SealedSecret secret, Instant until) {}

    public boolean on() {
        return onSince.isPresent();
    }

    /** Whether what was decided under that version of the configuration is delivered, if the filter lets it through. */
    public boolean onAt(long configVersion) {
        return onSince.isPresent() && onSince.get() <= configVersion;
    }

    public boolean wants(String eventType) {
        return events.isEmpty() || events.get().contains(eventType);
    }

    /** The secret before this one, as long as it signs. */
    public Optional<SealedSecret> retiredAt(Instant now) {
        return retired.filter(old -> now.isBefore(old.until())).map(Retired::secret);
    }

    /**
     * These settings changed.
     *
     * @param version of the configuration that has the change
     */
    public WebhookSettings patched(WebhookPatch patch, Instant now, long version) {
        Optional<String> newUrl = patch.url().orElse(url);
        Optional<SealedSecret> given = patch.secret().orElse(secret);
        boolean sameSecret = given.map(SealedSecret::mark).equals(secret.map(SealedSecret::mark));
        boolean both = newUrl.isPresent() && given.isPresent();
        return new WebhookSettings(newUrl, sameSecret ? secret : given, sameSecret ? retired : retiredBy(given, now),
                patch.events().orElse(events), both ? Optional.of(onSince.orElse(version)) : Optional.empty());
    }

    /** All secrets that these settings have, those included that sign no more. */
    public List<SealedSecret> secrets() {
        return Stream.concat(secret.stream(), retired.stream().map(Retired::secret)).toList();
    }

    /** The same settings, with a secret sealed otherwise; unchanged when they have it no more. */
    public WebhookSettings resealed(SealedSecret before, SealedSecret after) {
        return new WebhookSettings(url, secret.map(kept -> kept.equals(before) ? after : kept),
                retired.map(old -> old.secret().equals(before) ? new Retired(after, old.until()) : old), events,
                onSince);
    }

    private Optional<Retired> retiredBy(Optional<SealedSecret> successor, Instant now) {
        return successor.isEmpty()
                ? Optional.empty()
                : secret.map(old -> new Retired(old, now.plus(OLD_SECRET_SIGNS)));
    }
}
