package io.quotastack.platform.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.config.NumberedChange;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.RowCodec;

/**
 * The rows of the store `config-state`; their keys are text.
 *
 * <pre>
 * change/&lt;key of the change&gt;            the last change of one thing, as in the topic `config`
 * answer/&lt;owner&gt;\n&lt;idempotency key&gt;   {@link KeptAnswer}
 * now                                 {@link LastDecision}
 * </pre>
 */
final class ConfigRows {

    static final String CHANGES = "change/";
    static final KeyRange ANSWERS = KeyRange.of(key("answer/"));
    static final Bytes NOW = key("now");

    private static final RowCodec.Kinds KINDS = new RowCodec.Kinds(ConfigRows::text);

    static final RowCodec<NumberedChange> CHANGE = KINDS.numbered("a change of the configuration", ConfigJson::write,
            reader(NumberedChange.class));
    static final RowCodec<KeptAnswer> ANSWER = KeptAnswer.codec(KINDS, "a kept answer of the configuration");
    static final RowCodec<LastDecision> LAST_DECISION = KINDS.numbered("the last decision on configuration",
            ConfigJson::write, reader(LastDecision.class));

    private ConfigRows() {}

    static Bytes change(String changeKey) {
        return key(CHANGES + changeKey);
    }

    /** An owner is `root` or a tenant's environment, so where it ends is beyond doubt. */
    static Bytes answer(String owner, String idempotencyKey) {
        return key(text(ANSWERS.from()) + owner + "\n" + idempotencyKey);
    }

    private static Bytes key(String text) {
        return Bytes.wrap(text.getBytes(UTF_8));
    }

    private static String text(Bytes key) {
        return new String(key.get(), UTF_8);
    }

    private static <T> Function<byte[], T> reader(Class<T> type) {
        return value -> {
            try {
                return ConfigJson.read(value, type);
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        };
    }
}
