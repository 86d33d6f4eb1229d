package io.quotastack.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of plans are exact decimals. */
class FeatureTest {

    @ParameterizedTest
    @CsvSource({"5, 5", "1.50, 1.5", "1e3, 1000", "-0.000001, -0.000001", "0.000, 0", "100, 100", "0e9999, 0",
        "9223372036854775807, 9223372036854775807", "-9223372036854775808, -9223372036854775808",
        "9223372036854775806.123456, 9223372036854775806.123456", "10.0000000000, 10"})
    void aQuantityIsWrittenInFullHoweverItCame(String given, String written) {
        assertThat(new Feature.Quantity(new BigDecimal(given)).value()).hasToString(written);
    }

    @ParameterizedTest
    @CsvSource({"3, 3, true", "3, 4, false", "3, 0, true", "2.5, 2, true", "2.5, 3, false", "0, 1, false",
        "-1, 0, false", "1000000000000, 1000000000000, true"})
    void aNumberIncludesAsManyUnitsAsItSays(String number, long units, boolean included) {
        assertThat(new Feature.Quantity(new BigDecimal(number)).includes(units)).isEqualTo(included);
    }

    @Test
    void whatIsNoNumberIncludesAnyUnits() {
        assertThat(new Feature.Included().includes(1_000)).isTrue();
        assertThat(new Feature.Text("gold").includes(1_000)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0000001", "9223372036854775808", "9223372036854775807.1", "1e999999999", "-1e19",
        "1e-999999999"})
    void aQuantityHasBounds(String given) {
        assertThat(Feature.Quantity.fault(new BigDecimal(given))).isPresent();
    }
}
