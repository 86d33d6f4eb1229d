package io.quotastack.nodes.start;

import java.io.PrintWriter;
import java.util.Optional;

import io.quotastack.ledger.verify.CannotVerifyException;
import io.quotastack.nodes.settings.WrongSettingsException;

/** How a command says why it failed: in one line, with the stack trace only when {@code QUOTASTACK_DEBUG} is set. */
public final class FaultReport {

    private FaultReport() {}

    /**
     * Prints why a command failed; of settings, all that is wrong with them, one line each.
     *
     * @param what it could not do, in words
     */
    public static void print(Exception fault, String what, String command, PrintWriter errors) {
        if (fault instanceof WrongSettingsException wrong) {
            wrong.faults().forEach(each -> errors.println("quotastack: " + each));
            errors.println("quotastack: ./quotastack " + command + " --help lists the settings");
        } else {
            errors.println("quotastack: " + message(fault, what).replace('\n', ' '));
        }
        printTrace(fault, errors);
    }

    /** The stack trace, if it is asked for. */
    private static void printTrace(Exception fault, PrintWriter errors) {
        if (Optional.ofNullable(System.getenv("QUOTASTACK_DEBUG")).isPresent()) {
            fault.printStackTrace(errors);
        }
        errors.flush();
    }

    private static String message(Exception fault, String what) {
        return switch (fault) {
            case CannotStartException foreseen -> Optional.ofNullable(foreseen.getMessage()).orElse(what);
            case CannotGoOnException broken -> Optional.ofNullable(broken.getMessage()).orElse("stopped");
            case CannotVerifyException foreseen -> what + ": " + foreseen.getMessage();
            default -> what + ": " + rootOf(fault) + " (set QUOTASTACK_DEBUG=1 to see where)";
        };
    }

    private static Throwable rootOf(Exception fault) {
        Throwable root = fault;
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }
}
