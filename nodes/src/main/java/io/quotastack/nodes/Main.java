package io.quotastack.nodes;

import java.util.EnumSet;

import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.settings.WrongSettingsException;
import io.quotastack.nodes.start.FaultReport;
import io.quotastack.nodes.start.WrongUsage;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The apps as processes of their own, behind {@code ./quotastack}. Exit codes: 0 stopped as asked, or done; 1 a fault; 2
 * wrong usage or settings.
 */
@Command(name = "quotastack", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class Main {

    private static final int FAULT = 1;
    private static final int WRONG_SETTINGS = 2;

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commands().execute(arguments));
    }

    /** All commands, ready to run one. */
    public static CommandLine commands() {
        var commands = new CommandLine(new Main());
        // Verifying is for the one process too, and stands with it.
        EnumSet.complementOf(EnumSet.of(NodeApp.VERIFY)).forEach(app -> commands.addSubcommand(AppCommand.of(app)));
        return commands.setParameterExceptionHandler(new WrongUsage())
                .setExecutionExceptionHandler((fault, command, parsed) -> report(fault, command));
    }

    /** One line for each setting that is wrong, or for what else it was. */
    private static int report(Exception fault, CommandLine command) {
        FaultReport.print(fault, "cannot start", command.getCommandName(), command.getErr());
        return fault instanceof WrongSettingsException ? WRONG_SETTINGS : FAULT;
    }
}
