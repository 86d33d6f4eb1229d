package io.quotastack.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

/** When webhooks are on, and which secrets sign (CONTRACT 10). */
class WebhookSettingsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final SealedSecret FIRST = new SealedSecret(Optional.empty(), "sealed-1", "mark-1");
    private static final SealedSecret SECOND = new SealedSecret(Optional.empty(), "sealed-2", "mark-2");
    private static final WebhookSettings ON = set(set(WebhookSettings.OFF, url("https://a"), 4), secret(FIRST), 5);

    private static WebhookPatch url(String url) {
        return new WebhookPatch(Optional.of(Optional.of(url)), Optional.empty(), Optional.empty());
    }

    private static WebhookPatch secret(SealedSecret secret) {
        return new WebhookPatch(Optional.empty(), Optional.of(Optional.of(secret)), Optional.empty());
    }

    private static WebhookSettings set(WebhookSettings settings, WebhookPatch patch, long version) {
        return settings.patched(patch, NOW, version);
    }

    @Test
    void areOnSinceTheVersionThatHadBoth() {
        assertThat(set(WebhookSettings.OFF, url("https://a"), 4).on()).isFalse();
        assertThat(ON.onAt(4)).isFalse();
        assertThat(ON.onAt(5)).isTrue();
        assertThat(set(ON, url("https://b"), 9).onAt(5)).isTrue();
    }

    @Test
    void areOffWhenOneIsClearedAndOnAnewLater() {
        WebhookSettings off = set(ON,
                new WebhookPatch(Optional.of(Optional.empty()), Optional.empty(), Optional.empty()), 6);
        WebhookSettings again = set(off, url("https://a"), 8);

        assertThat(off.on()).isFalse();
        assertThat(again.onAt(7)).isFalse();
        assertThat(again.onAt(8)).isTrue();
    }

    @Test
    void theOldSecretSignsTooForADay() {
        WebhookSettings rotated = set(ON, secret(SECOND), 6);

        assertThat(rotated.secret()).contains(SECOND);
        assertThat(rotated.retiredAt(NOW.plusSeconds(24 * 3_600 - 1))).contains(FIRST);
        assertThat(rotated.retiredAt(NOW.plusSeconds(24 * 3_600))).isEmpty();
    }

    /** Sealed twice, a secret differs; its mark tells that it is the same. */
    @Test
    void settingTheSameSecretAgainIsNoRotation() {
        assertThat(set(ON, secret(new SealedSecret(Optional.empty(), "sealed-1-again", "mark-1")), 6)).isEqualTo(ON);
        WebhookSettings rotated = set(ON, secret(SECOND), 6);
        assertThat(set(rotated, secret(new SealedSecret(Optional.empty(), "sealed-2-again", "mark-2")), 7))
                .isEqualTo(rotated);
    }

    @Test
    void aFilterLetsThroughWhatItNames() {
        WebhookSettings filtered = set(ON, new WebhookPatch(Optional.empty(), Optional.empty(),
                Optional.of(Optional.of(List.of("credit.granted")))), 6);

        assertThat(filtered.wants("credit.granted")).isTrue();
        assertThat(filtered.wants("credit.consumed")).isFalse();
        assertThat(ON.wants("credit.consumed")).isTrue();
    }

    @Test
    void aSecretSealedOtherwiseIsNoRotation() {
        var anew = new SealedSecret(Optional.of("k2"), "sealed-1-anew", "mark-1-anew");
        WebhookSettings rotated = set(ON, secret(SECOND), 6);

        assertThat(ON.resealed(FIRST, anew).secrets()).containsExactly(anew);
        assertThat(ON.resealed(FIRST, anew).onSince()).isEqualTo(ON.onSince());
        assertThat(rotated.resealed(FIRST, anew).secrets()).containsExactly(SECOND, anew);
        assertThat(rotated.resealed(FIRST, anew).retired().map(WebhookSettings.Retired::until))
                .isEqualTo(rotated.retired().map(WebhookSettings.Retired::until));
    }

    @Test
    void aSecretThatIsKeptNoMoreIsNotBroughtBack() {
        var anew = new SealedSecret(Optional.of("k2"), "sealed-1-anew", "mark-1-anew");

        assertThat(WebhookSettings.OFF.resealed(FIRST, anew)).isEqualTo(WebhookSettings.OFF);
        assertThat(ON.resealed(SECOND, anew)).isEqualTo(ON);
    }
}
