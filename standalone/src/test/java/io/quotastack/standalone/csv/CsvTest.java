package io.quotastack.standalone.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4180, row by row. */
class CsvTest {

    private static List<Csv.Row> rows(String text) {
        var rows = new ArrayList<Csv.Row>();
        new Csv(new StringReader(text)).forEachRemaining(rows::add);
        return rows;
    }

    private static Csv.Row row(int line, String... values) {
        return new Csv.Row(line, List.of(values));
    }

    @Test
    void valuesStandBetweenCommas() {
        assertThat(rows("a,b\r\n1,\n\n,2")).containsExactly(row(1, "a", "b"), row(2, "1", ""), row(4, "", "2"));
        assertThat(rows("\ufeffa\n")).containsExactly(row(1, "a"));
        assertThat(rows("")).isEmpty();
        assertThat(rows("a\rb,c\r")).containsExactly(row(1, "a\rb", "c"));
    }

    @Test
    void quotesKeepWhatIsInThem() {
        assertThat(rows("\"a,\"\"b\"\"\n\r\nc\",\"\"\r\nd")).containsExactly(row(1, "a,\"b\"\n\r\nc", ""), row(4, "d"));
        assertThat(rows("a\"b,c")).containsExactly(row(1, "a\"b", "c"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a;\"b|line 2, column 1: a double quote that is never closed",
        "\"a\"b|line 1, column 4: text after a closing double quote",
        "\"a\" ,b|line 1, column 4: text after a closing double quote"})
    void whatIsNoneIsNamedWithItsLine(String text, String fault) {
        assertThatExceptionOfType(CsvException.class).isThrownBy(() -> rows(text.replace(';', '\n')))
                .withMessage(fault);
    }

    @Test
    void aRowIsBounded() {
        assertThat(rows("x".repeat(64 * 1024))).hasSize(1);
        assertThatExceptionOfType(CsvException.class).isThrownBy(() -> rows("\"" + "x\n".repeat(40_000)))
                .withMessageContaining("a row of more than 65536 characters");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        List<String> values = List.of("plain", "", "a,b", "\"", "line\nline", "\r", " é😀 ");

        assertThat(rows(Csv.row(values) + "\n" + Csv.row(List.of("next")))).containsExactly(new Csv.Row(1, values),
                row(3, "next"));
    }
}
