package io.quotastack.standalone.bulk;

import io.quotastack.standalone.prices.ModelListCommand;
import io.quotastack.standalone.prices.PricesCommand;
import picocli.CommandLine.Command;

/** {@code quotastack import}: what files have, brought in over the API. */
@Command(name = "import", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", subcommands = {
    PricesCommand.class, ModelListCommand.class,
    ImportBalancesCommand.class}, description = "Brings in what files have, over the API.")
public final class ImportCommand {}
