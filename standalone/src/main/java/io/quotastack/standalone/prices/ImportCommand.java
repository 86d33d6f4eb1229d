package io.quotastack.standalone.prices;

import picocli.CommandLine.Command;

/** {@code quotastack import}: what files have, made into configuration over HTTP. */
@Command(name = "import", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", subcommands = {
    PricesCommand.class, ModelListCommand.class}, description = "Makes metrics and rules of price lists.")
public final class ImportCommand {}
