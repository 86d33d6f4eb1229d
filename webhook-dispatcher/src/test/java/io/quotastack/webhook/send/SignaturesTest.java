package io.quotastack.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;

class SignaturesTest {

    private static final byte[] SECRET = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    /** The vector that the libraries of the standard are published with. */
    @Test
    void agreesWithThePublishedVector() {
        assertThat(Signatures.of(List.of(SECRET), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L,
                "{\"test\": 2432232314}")).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void signsWithEachSecretInForce() {
        String both = Signatures.of(List.of(SECRET, new byte[24]), "id", 1, "{}");

        assertThat(both.split(" ", -1)).hasSize(2).doesNotHaveDuplicates().allMatch(one -> one.startsWith("v1,"));
    }
}
