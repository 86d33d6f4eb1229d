package io.quotastack.standalone.prices;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quotastack import model-list}: writes the price list that a public list of models makes. */
@Command(name = "model-list", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Writes a price list (CSV) made of LiteLLM's public list of models (model_prices_and_context_window.json), to look at and to import: the prices of input, output and cached input tokens, exactly.")
public final class ModelListCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The list of models.")
    private Path file = Path.of("");

    @Option(names = "--credits-per-dollar", paramLabel = "CREDITS", required = true, description = "What a dollar of the list is to cost.")
    private BigDecimal creditsPerDollar = BigDecimal.ONE;

    @Option(names = "--metric", paramLabel = "KEY", description = "The metric of the prices.")
    private String metric = "llm_tokens";

    @Option(names = "--provider", paramLabel = "NAME", split = ",", description = "Only models of these providers.")
    private Set<String> providers = new LinkedHashSet<>();

    @Option(names = "--mode", paramLabel = "MODE", split = ",", description = "Only models of these modes, such as chat.")
    private Set<String> modes = new LinkedHashSet<>();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public ModelListCommand() {}

    @Override
    public Integer call() {
        PrintWriter errors = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        try {
            ModelList list = ModelList.read(PriceListReader.text(file), creditsPerDollar, providers, modes);
            list.csv(metric).forEach(out::println);
            out.flush();
            errors.println(list.prices().size() + " prices; " + list.passedOver()
                    + " models have no price for tokens or are not asked for");
            return 0;
        } catch (PriceListException e) {
            Faults.print(String.valueOf(e.getMessage()), errors);
            return 1;
        } catch (IOException e) {
            Faults.print("cannot be read: " + e.getMessage(), errors);
            return 1;
        } finally {
            errors.flush();
        }
    }
}
