package io.quotastack.nodes;

import java.io.PrintWriter;

import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.settings.WrongSettingsException;
import io.quotastack.nodes.start.FaultReport;
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
        var commands = new CommandLine(new Main());
        for (NodeApp app : NodeApp.values()) {
            commands.addSubcommand(AppCommand.of(app));
        }
        System.exit(commands.setExecutionExceptionHandler((fault, command, parsed) -> report(fault, command))
                .execute(arguments));
    }

    /** One line for each setting that is wrong, or for what else it was. */
    private static int report(Exception fault, CommandLine command) {
        PrintWriter errors = command.getErr();
        if (fault instanceof WrongSettingsException wrong) {
            wrong.faults().forEach(each -> errors.println("quotastack: " + each));
            errors.println("quotastack: ./quotastack " + command.getCommandName() + " --help lists the settings");
            FaultReport.printTrace(fault, errors);
            return WRONG_SETTINGS;
        }
        FaultReport.print(fault, "cannot start", errors);
        return FAULT;
    }
}
