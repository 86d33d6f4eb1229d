package io.quotastack.standalone.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quotastack completion}: what a shell needs to complete commands and options. */
@Command(name = "completion", mixinStandardHelpOptions = true, description = {
    "Prints what bash and zsh need to complete commands and options:", "  source <(./quotastack completion)"})
public final class CompletionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    CompletionCommand() {}

    @Override
    public void run() {
        CommandLine all = spec.root().commandLine();
        spec.commandLine().getOut().print(AutoComplete.bash("quotastack", all));
        spec.commandLine().getOut().flush();
    }
}
