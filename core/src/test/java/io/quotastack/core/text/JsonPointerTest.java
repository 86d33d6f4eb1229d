package io.quotastack.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPointerTest {

    /** Those of RFC 6901, section 5, and what is easily lost on the way. */
    @ParameterizedTest
    @ValueSource(strings = {"", "/foo", "/foo/0", "/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n",
        "//", "/a/", "/~01", "/~10"})
    void isWrittenAsItWasRead(String text) {
        assertThat(JsonPointer.fault(text)).isEmpty();
        assertThat(JsonPointer.parse(text)).hasToString(text);
    }

    @Test
    void leadsThroughTheNamesThatItsTokensStandFor() {
        assertThat(JsonPointer.parse("").tokens()).isEmpty();
        assertThat(JsonPointer.parse("/").tokens()).containsExactly("");
        assertThat(JsonPointer.parse("/a~1b/0//m~0n/~01").tokens()).containsExactly("a/b", "0", "", "m~n", "~1");
        assertThat(new JsonPointer(List.of("~1", "a/b"))).hasToString("/~01/a~1b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "#/foo", "/a~", "/a~2", "~0", "/~/a"})
    void whatIsNoPointerIsAtFault(String text) {
        assertThat(JsonPointer.fault(text)).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> JsonPointer.parse(text));
    }

    @Test
    void isBounded() {
        assertThat(JsonPointer.fault("/" + "😀".repeat(254))).isEmpty();
        assertThat(JsonPointer.fault("/" + "😀".repeat(255))).isPresent();
    }
}
