package io.quotastack.api.tenant;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.webhook.WebhookParts;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.tenant.WebhookPatch;

/** Where webhooks go, as a PATCH of the settings says it (CONTRACT 10). A secret leaves the request sealed. */
final class WebhookFields {

    private static final String SECRET_PREFIX = "whsec_";
    private static final int LONGEST_URL = 2_000;
    private static final Pattern AUTHORITY = Pattern
            .compile("([\\w-]+(\\.[\\w-]+)*\\.?|\\[[0-9a-fA-F:.]+])(:(?<port>\\d{1,5})?)?");
    private static final int LEAST_SECRET_BYTES = 24;
    private static final int MOST_SECRET_BYTES = 64;

    private static final FieldType<String> URL = FieldTypes.string(WebhookFields::faultOfUrl);
    private static final FieldType<String> SECRET = FieldTypes.string(WebhookFields::faultOfSecret);
    private static final FieldType<List<CustomerEvent.Type>> EVENTS = FieldTypes.list(
            FieldTypes.choice(CustomerEvent.Type::text, CustomerEvent.Type.values()), 0,
            CustomerEvent.Type.values().length);

    private final WebhookParts parts;

    WebhookFields(WebhookParts parts) {
        this.parts = parts;
    }

    /** The fields as they were given: the secret still in plain text. */
    record Given(
            Optional<Optional<String>> url,
            Optional<Optional<String>> secret,
            Optional<Optional<List<String>>> events) {}

    Given read(Fields body, Optional<Environment> environment) {
        Optional<Optional<String>> url = body.patch("webhook_url", URL);
        if (!parts.anyAddress() && environment.equals(Optional.of(Environment.LIVE))
                && url.flatMap(given -> given).filter(given -> !given.startsWith("https:")).isPresent()) {
            body.at("webhook_url").fault("must begin with https: in live");
        }
        return new Given(url, body.patch("webhook_secret", SECRET),
                mapped(body.patch("webhook_events", EVENTS),
                        types -> types.stream().map(CustomerEvent.Type::text).distinct().toList()));
    }

    WebhookPatch sealed(Given given, TenantEnvironment tenantEnvironment) {
        return new WebhookPatch(given.url(),
                mapped(given.secret(), text -> parts.secrets().seal(tenantEnvironment, decoded(text))), given.events());
    }

    /** A field of a PATCH with another value; left alone stays left alone, cleared stays cleared. */
    private static <T, R> Optional<Optional<R>> mapped(Optional<Optional<T>> field, Function<T, R> mapping) {
        return field.isEmpty() ? Optional.empty() : Optional.of(field.get().map(mapping));
    }

    private static Optional<String> faultOfUrl(String text) {
        if (text.length() > LONGEST_URL) {
            return Optional.of("must have at most " + LONGEST_URL + " characters");
        }
        try {
            var url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http && isHostAndPort(url.getRawAuthority()) && url.getRawFragment() == null
                    ? Optional.empty()
                    : Optional.of("must be an absolute http or https URL without user or fragment");
        } catch (URISyntaxException notAUrl) {
            return Optional.of("must be an absolute http or https URL without user or fragment");
        }
    }

    /** Names may have underscores here, as those of containers do, which a URI's own host may not. */
    private static boolean isHostAndPort(@Nullable String authority) {
        if (authority == null) {
            return false;
        }
        Matcher parts = AUTHORITY.matcher(authority);
        return parts.matches() && (parts.group("port") == null || isPort(Integer.parseInt(parts.group("port"))));
    }

    private static boolean isPort(int port) {
        return port > 0 && port <= 65_535;
    }

    private static Optional<String> faultOfSecret(String text) {
        String fault = "must be base64 of " + LEAST_SECRET_BYTES + " to " + MOST_SECRET_BYTES
                + " bytes, with or without " + SECRET_PREFIX;
        try {
            int bytes = decoded(text).length;
            return bytes >= LEAST_SECRET_BYTES && bytes <= MOST_SECRET_BYTES ? Optional.empty() : Optional.of(fault);
        } catch (IllegalArgumentException notBase64) {
            return Optional.of(fault);
        }
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder()
                .decode(text.startsWith(SECRET_PREFIX) ? text.substring(SECRET_PREFIX.length()) : text);
    }
}
