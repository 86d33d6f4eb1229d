package io.quotastack.nodes;

import java.io.PrintWriter;
import java.util.Optional;

import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.settings.WrongSettingsException;
import io.quotastack.nodes.start.CannotGoOnException;
import io.quotastack.nodes.start.CannotStartException;
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

    /** One line for each thing that is wrong; the stack trace only when {@code QUOTASTACK_DEBUG} is set. */
    private static int report(Exception fault, CommandLine command) {
        PrintWriter errors = command.getErr();
        int code = FAULT;
        if (fault instanceof WrongSettingsException wrong) {
            wrong.faults().forEach(each -> errors.println("quotastack: " + each));
            errors.println("quotastack: ./quotastack " + command.getCommandName() + " --help lists the settings");
            code = WRONG_SETTINGS;
        } else {
            errors.println("quotastack: " + message(fault).replace('\n', ' '));
        }
        if (Optional.ofNullable(System.getenv("QUOTASTACK_DEBUG")).isPresent()) {
            fault.printStackTrace(errors);
        }
        errors.flush();
        return code;
    }

    private static String message(Exception fault) {
        if (fault instanceof CannotStartException || fault instanceof CannotGoOnException) {
            return String.valueOf(fault.getMessage());
        }
        Throwable root = fault;
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return "cannot start: " + root + " (set QUOTASTACK_DEBUG=1 to see where)";
    }
}
