package io.quotastack.nodes.start;

import java.io.PrintWriter;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with a command line in a line, with the options that begin like it, and where the options are
 * listed; the list itself would scroll that line away.
 */
public final class WrongUsage implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        CommandLine command = fault.getCommandLine();
        PrintWriter errors = command.getErr();
        errors.println("quotastack: " + fault.getMessage());
        UnmatchedArgumentException.printSuggestions(fault, errors);
        errors.println("quotastack: ./" + command.getCommandSpec().qualifiedName() + " --help lists the options");
        errors.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}
