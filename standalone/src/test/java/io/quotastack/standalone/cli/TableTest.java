package io.quotastack.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;

/** What people see. */
class TableTest {

    private static final List<Column> COLUMNS = List.of(Column.text("customer", "/id"),
            Column.number("credits", "/n"), Column.time("at", "/at"), Column.text("labels", "/m"));

    private static String printed(String... rows) throws Exception {
        var text = new StringWriter();
        var all = Stream.<JsonNode>builder();
        for (String row : rows) {
            all.add(Json.MAPPER.readTree(row.replace('\'', '"')));
        }
        try (var out = new PrintWriter(text)) {
            new Table(COLUMNS).print(all.build().iterator(), out);
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    @Test
    void columnsAreAsWideAsTheyHaveToBeAndNumbersStandAtTheRight() throws Exception {
        assertThat(
                printed("{'id':'al','n':9223372036854775807,'at':'2026-11-27T00:00:00.000Z','m':{'a':'1','b':[2,3]}}",
                        "{'id':'bartholomew','n':-5,'at':'2026-11-27T10:20:30.123Z','m':{}}", "{'id':null}"))
                .isEqualTo("""
                        CUSTOMER                 CREDITS  AT                    LABELS
                        al           9223372036854775807  2026-11-27            a=1 b=2,3
                        bartholomew                   -5  2026-11-27T10:20:30Z  -
                        -                              -  -                     -
                        """);
    }

    @Test
    void aTerminalDoesNotObeyWhatTenantsWrote() throws Exception {
        assertThat(printed("{'id':'a\\u001b[31m\\nb\\u202e'}")).contains("a\ufffd[31m\ufffdb\ufffd")
                .doesNotContain("\u001b", "\u202e");
    }

    @Test
    void longTextsAreCutBetweenCharacters() throws Exception {
        assertThat(printed("{'id':'" + "😀".repeat(61) + "'}")).contains("😀".repeat(59) + "…")
                .doesNotContain("😀".repeat(60));
        assertThat(printed("{'id':'" + "x".repeat(60) + "'}")).contains("x".repeat(60));
    }

    @Test
    void aListOfAnyLengthKeepsTheWidthsOfItsBeginning() throws Exception {
        String[] rows = new String[300];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = "{'id':'c" + i + "','n':" + (i < 299 ? i : 123456789) + "}";
        }
        assertThat(printed(rows).lines()).hasSize(301).last().isEqualTo("c299      123456789  -   -");
    }
}
