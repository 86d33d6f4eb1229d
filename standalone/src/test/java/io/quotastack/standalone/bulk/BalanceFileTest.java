package io.quotastack.standalone.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of balances, and their keys. */
class BalanceFileTest {

    @TempDir
    private Path directory;

    private List<BalanceRow> rows(String... lines) throws IOException {
        Path file = Files.writeString(directory.resolve("b.csv"), String.join("\n", lines));
        var rows = new ArrayList<BalanceRow>();
        try (BalanceFile open = BalanceFile.open(file, "import-1")) {
            open.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static List<String> keys(List<BalanceRow> rows) {
        return rows.stream().map(BalanceRow::key).toList();
    }

    @Test
    void aRowIsAGrant() throws IOException {
        BalanceRow row = rows("external_customer_id,credits,expires_at,priority,metadata.batch,metadata.note,reason",
                "\"a,b\",5000,2027-01-01T00:00:00Z,-5,7,,welcome").getFirst();

        assertThat(row.members()).containsExactlyInAnyOrderEntriesOf(Map.of("external_customer_id", "a,b", "credits",
                5_000L, "expires_at", "2027-01-01T00:00:00Z", "priority", -5L, "metadata", Map.of("batch", "7"),
                "reason", "welcome", "idempotency_key", row.key()));
        assertThat(row.key()).matches("import-1:[0-9a-f]{32}");
        assertThat(row.number()).isEqualTo(1);
        assertThat(row.line()).isEqualTo(2);
    }

    @Test
    void whatIsNoNumberIsLeftForTheApiToName() throws IOException {
        assertThat(rows("external_customer_id,credits", "a,1.5").getFirst().members()).containsEntry("credits", "1.5");
    }

    @Test
    void aMendedRowGetsAnotherKeyAndAllOthersKeepTheirs() throws IOException {
        List<String> before = keys(rows("external_customer_id,credits", "a,1", "b,x", "c,3"));
        List<String> after = keys(rows("credits,external_customer_id,reason", "1,a,", "2,b,", "3,c,"));

        assertThat(after.get(0)).isEqualTo(before.get(0));
        assertThat(after.get(1)).isNotEqualTo(before.get(1));
        assertThat(after.get(2)).isEqualTo(before.get(2));
    }

    @Test
    void rowsThatSayTheSameAreGrantedAsOften() throws IOException {
        List<String> keys = keys(rows("external_customer_id,credits", "a,1", "b,1", "a,1", "a,1"));

        assertThat(keys).doesNotHaveDuplicates();
        assertThat(keys.get(2)).isEqualTo(keys.get(0) + ":1");
        assertThat(keys.get(3)).isEqualTo(keys.get(0) + ":2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"credits|are needed", "external_customer_id,customer_id,credits|are needed",
        "customer_id|are needed", "customer_id,credits,colour,size|no columns of balances: colour, size",
        "customer_id,credits,credits|two columns have one name"})
    void columnsThatCannotBeAreRefused(String columns, String why) {
        assertThatExceptionOfType(CannotGoOnException.class).isThrownBy(() -> rows(columns))
                .withMessageContaining(why);
    }

    @Test
    void aRowHasAValueForEachColumn() {
        assertThatExceptionOfType(CannotGoOnException.class)
                .isThrownBy(() -> rows("customer_id,credits", "a,1", "b"))
                .withMessage("line 3 has 1 values for 2 columns");
    }

    @Test
    void aFileIsIdentifiedByWhatItHas() throws IOException {
        Path file = Files.writeString(directory.resolve("f.csv"), "customer_id,credits\na,1\n\nb,2\n");
        BalanceFile.Identity first = BalanceFile.identify(file);
        assertThat(first.rows()).isEqualTo(2);
        Files.writeString(file, "customer_id,credits\na,1\nb,2\n");
        assertThat(BalanceFile.identify(file).sha256()).isNotEqualTo(first.sha256());
    }
}
