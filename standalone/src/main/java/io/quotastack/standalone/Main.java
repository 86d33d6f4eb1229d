package io.quotastack.standalone;

import java.io.PrintWriter;
import java.util.Optional;

import io.quotastack.ledger.verify.CannotVerifyException;
import io.quotastack.nodes.start.CannotGoOnException;
import io.quotastack.nodes.start.CannotStartException;
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

    /** One line; the stack trace only when {@code QUOTASTACK_DEBUG} is set. */
    private static int report(Exception fault, CommandLine command) {
        PrintWriter errors = command.getErr();
        boolean verifying = command.getCommand() instanceof VerifyCommand;
        errors.println(
                "quotastack: " + message(fault, verifying ? "cannot verify" : "cannot start").replace('\n', ' '));
        if (Optional.ofNullable(System.getenv("QUOTASTACK_DEBUG")).isPresent()) {
            fault.printStackTrace(errors);
        }
        errors.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String message(Exception fault, String what) {
        if (fault instanceof CannotStartException foreseen) {
            return Optional.ofNullable(foreseen.getMessage()).orElse(what);
        }
        if (fault instanceof CannotVerifyException foreseen) {
            return what + ": " + foreseen.getMessage();
        }
        if (fault instanceof CannotGoOnException broken) {
            return Optional.ofNullable(broken.getMessage()).orElse("stopped");
        }
        Throwable root = fault;
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return what + ": " + root + " (set QUOTASTACK_DEBUG=1 to see where)";
    }
}
