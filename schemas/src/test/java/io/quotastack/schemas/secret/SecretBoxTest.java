package io.quotastack.schemas.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.SealedSecret;

class SecretBoxTest {

    private static final TenantEnvironment TEST = new TenantEnvironment(new UUID(1, 2), Environment.TEST);
    private static final TenantEnvironment LIVE = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    private static final byte[] SECRET = "known to two".getBytes(UTF_8);

    private static final MasterKey FIRST = MasterKey.of(MasterKey.fresh());
    private static final MasterKey SECOND = MasterKey.of(MasterKey.fresh());
    private static final SecretBox OF_FIRST = new SecretBox(FIRST, List.of());
    private static final SecretBox OF_SECOND = new SecretBox(SECOND, List.of());
    private static final SecretBox OF_BOTH = new SecretBox(SECOND, List.of(FIRST));

    /** As it was kept before keys had names. */
    private static SealedSecret withoutName(SealedSecret sealed) {
        return new SealedSecret(Optional.empty(), sealed.sealed(), sealed.mark());
    }

    @Test
    void namesTheKeyThatASecretIsSealedWith() {
        assertThat(OF_BOTH.seal(TEST, SECRET).keyId()).contains(SECOND.id());
        assertThat(FIRST.id()).hasSize(32).isNotEqualTo(SECOND.id());
    }

    @Test
    void opensWhatThisKeyAndEarlierOnesSealed() {
        assertThat(OF_BOTH.open(TEST, OF_BOTH.seal(TEST, SECRET))).isEqualTo(SECRET);
        assertThat(OF_BOTH.open(TEST, OF_FIRST.seal(TEST, SECRET))).isEqualTo(SECRET);
    }

    @Test
    void opensWhatWasSealedBeforeKeysHadNames() {
        assertThat(OF_FIRST.open(TEST, withoutName(OF_FIRST.seal(TEST, SECRET)))).isEqualTo(SECRET);
        assertThat(OF_BOTH.open(TEST, withoutName(OF_FIRST.seal(TEST, SECRET)))).isEqualTo(SECRET);
        assertThatThrownBy(() -> OF_SECOND.open(TEST, withoutName(OF_FIRST.seal(TEST, SECRET))))
                .hasMessage("no master key known here opens the secret");
    }

    @Test
    void saysWhichKeyIsMissing() {
        assertThatThrownBy(() -> OF_SECOND.open(TEST, OF_FIRST.seal(TEST, SECRET)))
                .hasMessageContaining(FIRST.id());
    }

    @Test
    void opensNothingOfAnotherEnvironment() {
        assertThatThrownBy(() -> OF_FIRST.open(LIVE, OF_FIRST.seal(TEST, SECRET)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void knowsWhatIsToBeSealedAnew() {
        assertThat(OF_BOTH.isSealedAnew(OF_BOTH.seal(TEST, SECRET))).isTrue();
        assertThat(OF_BOTH.isSealedAnew(OF_FIRST.seal(TEST, SECRET))).isFalse();
        assertThat(OF_BOTH.isSealedAnew(withoutName(OF_BOTH.seal(TEST, SECRET)))).isFalse();
    }

    @Test
    void marksEqualSecretsOfAnEnvironmentAlike() {
        assertThat(OF_FIRST.seal(TEST, SECRET).mark()).isEqualTo(OF_FIRST.seal(TEST, SECRET).mark())
                .isNotEqualTo(OF_FIRST.seal(LIVE, SECRET).mark());
    }

    @Test
    void tellsNothingOfAKey() {
        assertThat(FIRST.toString()).isEqualTo("MasterKey[id=" + FIRST.id() + "]");
    }
}
