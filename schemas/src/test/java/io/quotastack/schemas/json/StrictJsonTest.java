package io.quotastack.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What is JSON and what is none, by RFC 8259, at every door: over the cases that public suites of parsers try, said anew
 * here. Where the RFC leaves it open, a case says what we do.
 */
class StrictJsonTest {

    private static JsonNode parse(String text) throws IOException {
        return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<String> json() {
        return Stream.of(
                // Structure and white space.
                "[]", "{}", " [ ] ", "\t\r\n{\n}\t", "[[]   ]", "[\"\"]", "[null, 1, \"1\", {}]", "[1,null,null,2]",
                "[2] ",
                "{\"\":0}", "{\"a\":[]}", "{\"a\":{\"a\":{\"a\":1}}}", "{\"a\":\"b\",\"c\":\"d\"}",
                "{\"x\":1, \"X\":2}",
                "{\"foo\\u0000bar\": 42}", "{\"\\u006bey\":\"v\"}",
                // A value alone.
                "\"\"", "\"text\"", "42", "-0.1", "true", "false", "null",
                // Numbers.
                "[0]", "[-0]", "[-1]", "[123.456789]", "[123e65]", "[1E22]", "[1E-2]", "[1E+2]", "[0e+1]", "[0e1]",
                "[1e-2]", "[ 4]", "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
                "[20e1]", "[123123e100000]", "[0.4e-669999999999]", "[-1e+9999]", "[-123123123123123123123123123123]",
                // Strings.
                "[\"\\u0060\\u012a\\u12AB\"]", "[\"\\ud801\\udc37\"]", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
                "[\"\\\\u0000\"]",
                "[\"\\u0000\"]", "[\"\\u0012\"]", "[\"a/*b*/c/*d//e\"]", "[\"\\uFFFF\"]", "[\"\uffff\"]",
                "[\"\ud83d\ude00\"]",
                "[\"\u2028\u2029\"]", "[\"\u007f\"]", "[\"\u00a0\"]", "[\"\u200b\"]", "[\"new\\u000Aline\"]",
                "[\"asd \"]",
                // Half of a surrogate pair, escaped: grammar allows it. Whether a field does is the field's to say.
                "[\"\\ud800\"]", "[\"\\udc00\\ud800\"]", "[\"\\ud800abc\"]", "[\"\\ud800\\n\"]", "{\"\\ud83d\":1}",
                // Deep, but not too deep.
                "[".repeat(500) + "]".repeat(500));
    }

    static Stream<String> noJson() {
        return Stream.of(
                // Arrays.
                "[", "]", "[]]", "[1", "[\"\"", "[1,]", "[,1]", "[1,,2]", "[,]", "[1 true]", "[\"x\" 1]", "[x",
                "[3[4]]",
                "[1:2]", "[\"\": 1]", "[-]", "[a", "[*]", "[\"a\",\n4\n,1,", "[1]x", "[][]", "[\u2060]", "[\f]",
                "[\u000b]",
                // Objects.
                "{", "}", "{]", "{,}", "{\"a\"}", "{\"a\":", "{\"a\" \"b\"}", "{\"a\":1,}", "{\"a\":1,,\"b\":2}",
                "{:1}",
                "{1:1}", "{a: 1}", "{'a':0}", "{null:null}", "{\"a\":\"a\" 123}", "{\"a\":1 \"b\":2}", "{\"a\"::1}",
                "{\"id\":0,,,,,}", "{\"a\":true} \"x\"", "{\"a\":1}#", "{\"a\":1}/**/", "{\"a\":1}//", "{\"a\":/*c*/1}",
                "{\"a\":1}}", "{[: \"x\"}", "{\"a\": b}", "{9999E9999:1}", "{\"a\":1,\"a\":1}",
                "{\"b\":{\"a\":1,\"a\":2}}",
                "{\"a\":1,\"\\u0061\":2}",
                // Numbers.
                "[01]", "[-01]", "[012]", "[+1]", "[++1234]", "[.1]", "[-.1]", "[1.]", "[2.e3]", "[-2.]", "[0.e1]",
                "[0e]", "[0e+]",
                "[0E]", "[1.0e]", "[1.0e+]", "[1eE2]", "[1 000.0]", "[1+2]", "[0x1]", "[0x42]", "[1a]", "[-a]", "[--1]",
                "[-1x]",
                "[9.e+]", "[NaN]", "[-NaN]", "[Infinity]", "[-Infinity]", "[Inf]", "[\uff11]", "[1.2a-3]",
                "[1.8011670033376514H-308]",
                "[- 1]", "[1e1.5]", "[1_000]", "-", "1 2",
                // Strings.
                "\"", "[\"", "[\"a", "['a']", "[\"\\", "[\"\\\"]", "[\"\\x00\"]", "[\"\\a\"]", "[\"\\\u0000\"]",
                "[\"\\u\"]", "[\"\\u00A\"]",
                "[\"\\uD834\\uDd\"]", "[\"\\ud800\\u\"]", "[\"\\u{1}\"]", "[\\u0020\"a\"]", "[\\n]", "[\"a\u0000a\"]",
                "[\"\t\"]",
                "[\"new\nline\"]", "[\"\u001f\"]", "\"a\"\"b\"", "\"\\\ud83c\udf00\"", "[\"\\\u00e5\"]", "[a\u0000\"]",
                "\u201ca\u201d",
                // Literals and what is no value at all.
                "[nul]", "[fals]", "[tru]", "[True]", "[NULL]", "[nan]", "[undefined]", "truth", "<null>", "<.>", "*",
                "\u00e5", "abc",
                "[<null>]", "{\"a\":true}garbage", "[1]\u0000", "\u0000", "[\u00a0]", "\u00a0{}", "\u2028[]", "//x\n{}",
                "#{}",
                // A byte order mark.
                "\ufeff", "\ufeff{}", "{}\ufeff",
                // So deep that it is an attack.
                "[".repeat(100_000), "[".repeat(1_001) + "]".repeat(1_001), "{\"\":".repeat(50_000),
                "[{\"\":".repeat(20_000));
    }

    /** In hexadecimal digits: text that is not UTF-8, or another encoding of JSON. */
    static Stream<String> notUtf8() {
        return Stream.of(//
                "5b22ff225d", "5b22e5225d", "5b2281225d", "5b22c0af225d", "5b22fc83bfbfbfbf225d",
                "5b22f490808022" + "5d",
                "5b22eda080225d", "5b22edb080225d", "5b22edaf80edb080225d", "5b22c3225d", "5b22e38182e3225d", "5be55d",
                "7b22ff223a317d",
                // UTF-16 and 32, with a byte order mark and without.
                "fffe5b005d00", "feff005b005d", "5b005d00", "005b005d", "0000005b0000005d", "5b0000005d000000",
                "efbbbf", "fffe");
    }

    @ParameterizedTest
    @MethodSource("json")
    void isJson(String text) throws IOException {
        assertThat(parse(text).isMissingNode()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("noJson")
    void isNoJson(String text) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> parse(text));
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void isNoJsonInUtf8(String bytes) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> StrictJson.parse(HexFormat.of().parseHex(bytes)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r "})
    void isNothing(String text) throws IOException {
        assertThat(parse(text).isMissingNode()).isTrue();
    }

    @Test
    void numbersAreExactUpToAnyThatAFieldCanHold() throws IOException {
        for (String number : List.of("9223372036854775807", "-9223372036854775808", "9223372036854775808", "0")) {
            assertThat(parse(number).bigIntegerValue()).isEqualTo(new BigInteger(number));
        }
        assertThat(parse("1.0").isIntegralNumber()).isFalse();
        assertThat(parse("1e2").isIntegralNumber()).isFalse();
    }

    @Test
    void aTextIsWhatItsEscapesSay() throws IOException {
        assertThat(parse("\"\\u0041\\ud83d\\ude00\\/\"").textValue()).isEqualTo("A\ud83d\ude00/");
        assertThat(parse("\"\\ud800\"").textValue()).isEqualTo("\ud800");
    }

    @Test
    void aTextOfTooManyTokensIsNotReadToItsEnd() throws IOException {
        int values = StrictJson.MOST_TOKENS - 2; // beside both ends of the array
        assertThat(parse("[" + "1,".repeat(values - 1) + "1]").size()).isEqualTo(values);
        for (String tooMany : List.of("[" + "1,".repeat(StrictJson.MOST_TOKENS) + "1]",
                "[" + "{},".repeat(StrictJson.MOST_TOKENS) + "{}]", "[" + "1,".repeat(StrictJson.MOST_TOKENS))) {
            assertThatExceptionOfType(TooManyTokensException.class).isThrownBy(() -> parse(tooMany));
        }
    }

    @Test
    void whatATextBecomesTakesRoomBeforeItIsRead() throws IOException {
        var taken = new AtomicInteger();
        StrictJson.parse(bytes("[" + "1,".repeat(300) + "1]"), taken::addAndGet);
        assertThat(taken).as("of few tokens").hasValue(0);
        StrictJson.parse(bytes("[" + "{},".repeat(5_000) + "{}]"), taken::addAndGet);
        assertThat(taken.get()).isBetween(9_000, 11_000);

        var asked = new AtomicInteger();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> StrictJson.parse(bytes("[" + "{},".repeat(5_000) + "{}]"), tokens -> {
                    asked.incrementAndGet();
                    throw new IllegalStateException("no room");
                }));
        assertThat(asked).hasValue(1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
