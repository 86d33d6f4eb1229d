package io.quotastack.standalone;

import io.quotastack.nodes.start.FaultReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line behind {@code ./quotastack}. Exit codes: 0 stopped as asked, 1 a fault, 2 wrong usage; {@link VerifyCommand} has its own. */
@Command(name = "quotastack", description = "The open, self-hosted credit engine.", subcommands = {UpCommand.class,
    VerifyCommand.class, WarmUpCommand.class}, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class Main {

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((fault, command, parsed) -> report(fault, command))
                .execute(arguments));
    }

    private static int report(Exception fault, CommandLine command) {
        boolean verifying = command.getCommand() instanceof VerifyCommand;
        FaultReport.print(fault, verifying ? "cannot verify" : "cannot start", command.getErr());
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
