package io.quotastack.standalone.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListReaderTest {

    @TempDir
    private Path directory;

    private List<MetricPrices> read(String name, String text) {
        try {
            return PriceListReader.read(Files.writeString(directory.resolve(name), text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<MetricPrices> csv(String text) {
        return read("prices.csv", text);
    }

    private String fault(String text) {
        return String.valueOf(catchThrowableOfType(PriceListException.class, () -> csv(text)).getMessage());
    }

    private static String price(List<MetricPrices> list) {
        return list.getFirst().prices().getFirst().price().toString();
    }

    @Test
    void pricesThatCouldBothWinAreToldByTheirLines() {
        assertThat(fault("metric,when.model,when.direction,unit_cost\nzz9,d,,1\nzz9,,o,1\nzz9,d,o,1\n"))
                .isEqualTo("line 3: can win for the same events as line 2, with as many dimensions");
    }

    @Test
    void aRowIsThePriceOfAMetricForValuesOfItsDimensions() {
        List<MetricPrices> list = csv("""
                metric,when.model,when.direction,unit_cost,per_units,scope
                tokens,gpt,input,1250,1000000,month
                tokens,"a ""b"", c",,7,,
                calls,,,5,1,
                """);

        assertThat(list).extracting(MetricPrices::key).containsExactly("tokens", "calls");
        MetricPrices tokens = list.getFirst();
        assertThat(tokens.dimensions()).containsExactlyInAnyOrder("model", "direction");
        assertThat(tokens.prices().getFirst().when()).containsEntry("model", "gpt").containsEntry("direction", "input");
        assertThat(tokens.prices().getFirst().price())
                .hasToString(
                        "{\"cost_type\":\"per_unit\",\"unit_cost\":1250,\"per_units\":1000000,\"scope\":\"month\"}");
        assertThat(tokens.prices().get(1).when()).containsOnlyKeys("model").containsValue("a \"b\", c");
        assertThat(list.get(1).prices().getFirst().when()).as("the metric's own price").isEmpty();
    }

    /** As people line columns up; what belongs to a name would be a price that no event ever finds. */
    @Test
    void spacesAroundValuesAreNoPartOfThem() {
        List<MetricPrices> list = csv(
                "metric , when.model , unit_cost, scope\n tokens, gpt 4 , 7 , month \ncalls, ,5,\n");

        assertThat(texts(list)).containsExactly(
                "tokens tokens {model=gpt 4} {\"cost_type\":\"per_unit\",\"unit_cost\":7,\"per_units\":1,\"scope\":\"month\"}",
                "calls calls {} {\"cost_type\":\"per_unit\",\"unit_cost\":5,\"per_units\":1,\"scope\":\"event\"}");
    }

    @Test
    void bothFormatsSayTheSame() {
        List<MetricPrices> json = read("prices.json", """
                {"prices": [
                  {"metric": "tokens", "metric_name": "Tokens", "when": {"model": "gpt"}, "price_per_million": 0.15},
                  {"metric": "tokens", "flat_cost": 5},
                  {"metric": "images", "package_cost": "7", "package_size": 10, "scope": "period"}]}""");
        List<MetricPrices> csv = csv("\ufeffmetric,metric_name,when.model,price_per_million,flat_cost,package_cost,"
                + "package_size,scope\r\ntokens,Tokens,gpt,0.15,,,,\r\ntokens,,,,5,,,\r\nimages,,,,,7,10,period\r\n");

        assertThat(texts(json)).isEqualTo(texts(csv)).hasSize(3).first().asString()
                .startsWith("tokens Tokens {model=gpt} ");
    }

    private static List<String> texts(List<MetricPrices> list) {
        return list.stream().flatMap(metric -> metric.prices().stream()
                .map(price -> metric.key() + " " + metric.name() + " " + price.when() + " " + price.price())).toList();
    }

    @ParameterizedTest
    @CsvSource({"2.5,2500,1000000", "0.15,150,1000000", "0,0,1000000", "1000,1000000,1000000", "1e3,1000000,1000000",
        "0.0375,3,80000", "0.00000001,1,100000000000", "0.000000001,1,1000000000000",
        "9223372036854775.807,9223372036854775807,1000000", "0.1234565,246913,2000000000"})
    void aPricePerMillionIsExact(String credits, long unitCost, long perUnits) {
        // Reduced where a millicredit has a fraction: 37.5 for a million is 3 for 80,000.
        String price = price(csv("metric,price_per_million\ntokens," + credits + "\n"));

        assertThat(new BigDecimal(credits).multiply(BigDecimal.valueOf(perUnits)).movePointLeft(3))
                .isEqualByComparingTo(BigDecimal.valueOf(unitCost));
        assertThat(price).contains("\"unit_cost\":" + unitCost + ",", "\"per_units\":" + perUnits + ",");
    }

    @ParameterizedTest
    @CsvSource({"-1", "1e-10", "0.0000000001", "9223372036854775.808", "1e2147483647", "1e-2147483647", "ten", "NaN",
        "0x1"})
    void whatNoRuleCanSayIsAtFault(String credits) {
        assertThat(fault("metric,price_per_million\ntokens," + credits + "\n"))
                .isEqualTo("line 2: price_per_million must be a number of credits from 0 up, with at most 9 decimals");
    }

    @Test
    void allFaultsAreToldWithTheirLines() {
        assertThat(fault("""
                metric,when.model,unit_cost,per_units,flat_cost,colour
                Tokens,gpt,1,,,
                tokens,gpt,1,0,,
                tokens,gpt,1,,5,
                tokens,gpt,1.5,,,
                tokens,gpt,1,,,red
                tokens,gpt,1
                tokens,gpt,2,,,
                tokens,gpt,3,,,
                tokens,mini,,7,3,
                """).lines()).containsExactly(
                "line 1: colour is no column of a price list",
                "line 2: metric must be 1 to 64 of a-z, 0-9 and _, beginning with a letter",
                "line 3: per_units must be a whole number from 1 to 1000000000000",
                "line 4: needs exactly one of unit_cost, price_per_million, flat_cost and package_cost",
                "line 5: unit_cost must be a whole number from 0 to 9223372036854775807",
                "line 7: has 3 values for 6 columns",
                "line 8: is for the same as line 6",
                "line 9: is for the same as line 6",
                "line 10: flat_cost takes no per_units");
    }

    @Test
    void aListHasABoundedNumberOfPricesOfAMetric() {
        var list = new StringBuilder("metric,when.model,unit_cost\ntokens,,1\n");
        for (int i = 0; i < PriceListReader.MOST_PRICES; i++) {
            list.append("tokens,m").append(i).append(",1\n");
        }
        assertThat(csv(list.toString()).getFirst().prices()).hasSize(PriceListReader.MOST_PRICES + 1);
        assertThat(fault(list.append("tokens,more,1\n").toString()))
                .isEqualTo("line 5003: tokens has more than 5000 prices; divide them into metrics");
    }

    @Test
    void whatIsNoListIsRefused() throws IOException {
        assertThat(fault("")).contains("empty");
        assertThat(fault("metric,unit_cost\n")).contains("no prices");
        assertThat(fault("metric,metric\nx,y\n")).contains("two columns");
        assertThat(fault("metric,unit_cost\n\"tokens,1\n"))
                .isEqualTo("line 2, column 1: a double quote that is never closed");
        assertThat(fault("metric,unit_cost\ntokens,\"1\"x\n"))
                .isEqualTo("line 2, column 11: text after a closing double quote");
        assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> read("a.json", "[]"));
        assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> read("a.json", "{\"prices\":\n[x"))
                .withMessageStartingWith("line 2, column ");
        assertThatExceptionOfType(PriceListException.class)
                .isThrownBy(() -> read("a.json", "{\"prices\":[{\"metric\":null,\"when\":[],\"unit_cost\":true}]}"))
                .withMessageContaining("/prices/0/when").withMessageContaining("/prices/0/unit_cost");
        Path latin = directory.resolve("latin.csv");
        Files.write(latin, "metric,unit_cost\nM\u00fcll,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> PriceListReader.read(latin))
                .withMessageContaining("UTF-8");
    }
}
