package io.quotastack.standalone.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelListTest {

    private static final String LIST = """
            {"sample_spec": {"input_cost_per_token": 0.0, "mode": "one of: chat", "litellm_provider": "one of"},
             "acme/large": {"input_cost_per_token": 5.46875e-07, "output_cost_per_token": 1.75e-05,
               "cache_read_input_token_cost": 1.5e-07, "litellm_provider": "acme", "mode": "chat"},
             "free, as in beer": {"input_cost_per_token": 0.0, "output_cost_per_token": 0, "litellm_provider": "beer",
               "mode": "chat"},
             "painter": {"output_cost_per_image": 0.06, "litellm_provider": "acme", "mode": "image_generation"},
             "embedder": {"input_cost_per_token": 2e-08, "litellm_provider": "other", "mode": "embedding"}}""";

    private static ModelList read(String text, String creditsPerDollar) {
        return ModelList.read(text, new BigDecimal(creditsPerDollar), Set.of(), Set.of());
    }

    @Test
    void pricesOfTokensBecomeCreditsAMillionExactly() {
        ModelList list = read(LIST, "1300");

        assertThat(list.csv("llm_tokens")).containsExactly("metric,when.model,when.direction,price_per_million,scope",
                "llm_tokens,acme/large,cached_input,195,month", "llm_tokens,acme/large,input,710.9375,month",
                "llm_tokens,acme/large,output,22750,month", "llm_tokens,\"free, as in beer\",input,0,month",
                "llm_tokens,\"free, as in beer\",output,0,month", "llm_tokens,embedder,input,26,month");
        assertThat(list.passedOver()).as("the sample and the painter").isEqualTo(2);
    }

    @Test
    void modelsAreChosenByProviderAndMode() {
        assertThat(ModelList.read(LIST, BigDecimal.ONE, Set.of("beer", "other"), Set.of("chat")).prices())
                .extracting(ModelList.Price::model).containsOnly("free, as in beer");
    }

    @Test
    void whatItWritesIsAPriceList(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("prices.csv"), read(LIST, "0.1").csv("llm_tokens"));

        List<ListedPrice> prices = PriceListReader.read(file).getFirst().prices();

        assertThat(prices).hasSize(6);
        // 5.46875e-07 dollars a token are 0.0546875 credits a million at a tenth of a credit: 54.6875 millicredits.
        assertThat(prices.get(1).price()).hasToString(
                "{\"cost_type\":\"per_unit\",\"unit_cost\":7,\"per_units\":128000,\"scope\":\"month\"}");
    }

    @Test
    void whatMakesNoPriceIsTold() {
        for (String dollars : List.of("-1", "1e-99", "1e99", "1e2147483647", "1e-2147483647")) {
            assertThatExceptionOfType(PriceListException.class)
                    .isThrownBy(() -> read("{\"m\":{\"input_cost_per_token\":" + dollars + "}}", "1"))
                    .withMessageStartingWith("m: input_cost_per_token makes no price");
        }
        assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> read("[]", "1"));
        assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> read(LIST, "-1"));
        assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> read(LIST, "1e99999"));
    }
}
