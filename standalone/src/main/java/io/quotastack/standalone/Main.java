package io.quotastack.standalone;

import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.settings.SettingsHelp;
import io.quotastack.nodes.start.FaultReport;
import io.quotastack.nodes.start.WrongUsage;
import io.quotastack.standalone.backup.BackupCommand;
import io.quotastack.standalone.backup.RestoreCommand;
import io.quotastack.standalone.prices.ImportCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line behind {@code ./quotastack}. Exit codes: 0 stopped as asked, 1 a fault, 2 wrong usage; {@link VerifyCommand} has its own. */
@Command(name = "quotastack", description = "The open, self-hosted credit engine.", subcommands = {UpCommand.class,
    BackupCommand.class, RestoreCommand.class, ImportCommand.class,
    WarmUpCommand.class}, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class Main {

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        var commands = new CommandLine(new Main());
        var verify = new CommandLine(new VerifyCommand());
        verify.getCommandSpec().usageMessage().footer(SettingsHelp.of(NodeApp.VERIFY).toArray(String[]::new));
        commands.addSubcommand(verify);
        System.exit(commands.setParameterExceptionHandler(new WrongUsage())
                .setExecutionExceptionHandler((fault, command, parsed) -> report(fault, command)).execute(arguments));
    }

    private static int report(Exception fault, CommandLine command) {
        FaultReport.print(fault, switch (command.getCommand()) {
            case VerifyCommand verify -> "cannot verify";
            case BackupCommand backup -> "cannot back up";
            case RestoreCommand restore -> "cannot restore";
            default -> "cannot start";
        }, command.getCommandName(), command.getErr());
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
