package io.quotastack.standalone.cli;

import java.io.PrintWriter;
import java.net.ConnectException;

import io.quotastack.client.NotAnsweredException;
import io.quotastack.client.ProblemException;
import io.quotastack.client.QuotaStackException;
import io.quotastack.client.UnexpectedAnswerException;
import picocli.CommandLine;

/** How a command that asks the API says why it failed, and ends. */
public final class ApiFaults {

    /** The API refused it: nothing was done. */
    public static final int REFUSED = 1;
    /** No answer came: it may have been done. */
    public static final int NO_ANSWER = 4;

    private ApiFaults() {}

    /** Prints it, and answers the exit code. */
    public static int report(QuotaStackException fault, CommandLine command) {
        PrintWriter errors = command.getErr();
        int code = switch (fault) {
            case ProblemException refused -> {
                boolean json = command.getParseResult() != null
                        && command.getParseResult().hasMatchedOption(Session.JSON);
                errors.println(json
                        ? refused.problem().details().document().toString()
                        : "quotastack: " + Table.printable(String.valueOf(refused.getMessage())) + request(refused));
                yield refused.mayHaveTakenEffect() ? NO_ANSWER : REFUSED;
            }
            case NotAnsweredException late -> noAnswer(late, errors);
            case UnexpectedAnswerException odd -> noAnswer(odd, errors);
        };
        fault.idempotencyKey().filter(key -> fault.mayHaveTakenEffect()).ifPresent(
                key -> errors.println("quotastack: it may have been done; run it again under the same key to know: "
                        + key));
        errors.flush();
        return code;
    }

    /** Nothing was asked, for what is wrong with the command or its files. */
    public static int reportWrongUsage(RuntimeException fault, CommandLine command) {
        command.getErr().println("quotastack: " + fault.getMessage());
        command.getErr().flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int noAnswer(QuotaStackException fault, PrintWriter errors) {
        errors.println("quotastack: " + Table.printable(String.valueOf(fault.getMessage())) + request(fault));
        if (isOfConnecting(fault)) {
            errors.println("quotastack: nothing answers there; --url says where the API is");
        }
        return NO_ANSWER;
    }

    private static boolean isOfConnecting(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    private static String request(QuotaStackException fault) {
        return fault.requestId().map(id -> " (" + id + ")").orElse("");
    }
}
