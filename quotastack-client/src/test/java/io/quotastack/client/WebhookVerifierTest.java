package io.quotastack.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.client.WebhookVerifier.Reason;
import io.quotastack.client.WebhookVerifier.Verified;

class WebhookVerifierTest {

    /** The vector that the standard's libraries are tested by. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BODY = "{\"test\": 2432232314}";
    private static final Map<String, String> HEADERS = Map.of("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp", "1614265330", "webhook-signature",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    private static final String OTHER = Base64.getEncoder().encodeToString(new byte[32]);

    private static WebhookVerifier verifier(long secondsLater, String... secrets) {
        return new WebhookVerifier(Duration.ofMinutes(5),
                InstantSource.fixed(Instant.ofEpochSecond(1_614_265_330L + secondsLater)), secrets);
    }

    private static Verified verify(WebhookVerifier verifier, Map<String, String> headers, String body) {
        return verifier.verify(name -> Optional.ofNullable(headers.get(name)), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> with(String name, String value) {
        var headers = new HashMap<>(HEADERS);
        headers.put(name, value);
        return headers;
    }

    @Test
    void takesTheStandardsVectorByAnyOfTheSecretsAndSignatures() {
        for (WebhookVerifier verifier : List.of(verifier(0, SECRET), verifier(0, SECRET.substring(6)),
                verifier(0, OTHER, SECRET), verifier(300, SECRET), verifier(-300, SECRET))) {
            assertThat(verify(verifier, HEADERS, BODY)).isInstanceOfSatisfying(Verified.Event.class,
                    event -> assertThat(event.document().path("test").longValue()).isEqualTo(2_432_232_314L));
        }
        String both = "v1a,other v1,AAAA " + HEADERS.get("webhook-signature");
        assertThat(verify(verifier(0, SECRET), with("webhook-signature", both), BODY))
                .isInstanceOf(Verified.Event.class);
    }

    @Test
    void refusesWhatWasChanged() {
        var mismatch = new Verified.Refused(Reason.SIGNATURE_MISMATCH);
        WebhookVerifier verifier = verifier(0, SECRET);
        assertThat(verify(verifier, HEADERS, BODY + " ")).isEqualTo(mismatch);
        assertThat(verify(verifier(0, OTHER), HEADERS, BODY)).isEqualTo(mismatch);
        assertThat(verify(verifier, with("webhook-id", "msg_other"), BODY)).isEqualTo(mismatch);
        assertThat(verify(verifier, with("webhook-timestamp", "1614265331"), BODY)).isEqualTo(mismatch);
        for (String signature : List.of("", "v1,", "v1,AAAA", "v1,é",
                HEADERS.getOrDefault("webhook-signature", "").replace("v1,", "v2,"))) {
            assertThat(verify(verifier, with("webhook-signature", signature), BODY)).isEqualTo(mismatch);
        }
    }

    @Test
    void refusesWhatIsFarOffAndWhatLacksAHeader() {
        var farOff = new Verified.Refused(Reason.TIMESTAMP_OUT_OF_TOLERANCE);
        assertThat(verify(verifier(301, SECRET), HEADERS, BODY)).isEqualTo(farOff);
        assertThat(verify(verifier(-301, SECRET), HEADERS, BODY)).isEqualTo(farOff);
        for (String odd : List.of("", "NaN", "-1614265330", "1614265330.0")) {
            assertThat(verify(verifier(0, SECRET), with("webhook-timestamp", odd), BODY)).isEqualTo(farOff);
        }
        for (String name : HEADERS.keySet()) {
            var headers = new HashMap<>(HEADERS);
            headers.remove(name);
            assertThat(verify(verifier(0, SECRET), headers, BODY))
                    .isEqualTo(new Verified.Refused(Reason.HEADER_MISSING));
        }
    }

    @Test
    void aSecretThatIsNoneIsAMistakeOfTheReceivers() {
        for (String secret : List.of("", "whsec_", "whsec_AAAA", "not base64!")) {
            assertThatIllegalArgumentException().isThrownBy(() -> new WebhookVerifier(secret));
        }
    }
}
