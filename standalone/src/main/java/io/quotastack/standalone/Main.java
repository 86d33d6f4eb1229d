package io.quotastack.standalone;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

import io.quotastack.client.QuotaStackException;
import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.settings.SettingsHelp;
import io.quotastack.nodes.start.FaultReport;
import io.quotastack.nodes.start.WrongUsage;
import io.quotastack.standalone.backup.BackupCommand;
import io.quotastack.standalone.backup.RestoreCommand;
import io.quotastack.standalone.bulk.CannotGoOnException;
import io.quotastack.standalone.bulk.ExportCommand;
import io.quotastack.standalone.bulk.ImportCommand;
import io.quotastack.standalone.cli.ApiFaults;
import io.quotastack.standalone.cli.CannotConnectException;
import io.quotastack.standalone.cli.CompletionCommand;
import io.quotastack.standalone.cli.CustomerCommand;
import io.quotastack.standalone.cli.DeliveriesCommand;
import io.quotastack.standalone.cli.KeysCommand;
import io.quotastack.standalone.cli.PlanCommand;
import io.quotastack.standalone.cli.PricesCommand;
import io.quotastack.standalone.cli.ReportCommand;
import io.quotastack.standalone.cli.UsageCommand;
import io.quotastack.standalone.csv.CsvException;
import io.quotastack.standalone.doctor.DoctorCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line behind {@code ./quotastack}. Exit codes: 0 done, or stopped as asked; 1 a fault, or refused; 2 wrong usage;
 * {@link ApiFaults} has another one for those that ask the API, and {@link VerifyCommand} its own.
 */
@Command(name = "quotastack", description = "The open, self-hosted credit engine.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class Main {

    private static final List<Class<?>> COMMANDS = List.of(UpCommand.class, VerifyCommand.class, BackupCommand.class,
            RestoreCommand.class, WarmUpCommand.class, CustomerCommand.class, UsageCommand.class, ReportCommand.class,
            PricesCommand.class,
            PlanCommand.class, DeliveriesCommand.class, KeysCommand.class, ImportCommand.class, ExportCommand.class,
            DoctorCommand.class, CompletionCommand.class);

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // To read the options of all would take several times as long as most commands do.
        List<Class<?>> named = COMMANDS.stream()
                .filter(type -> arguments.length > 0 && nameOf(type).equals(arguments[0])
                        && type != CompletionCommand.class)
                .toList();
        System.exit(commands(named.isEmpty() ? COMMANDS : named).execute(arguments));
    }

    private static String nameOf(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    /** All commands, ready to run one. */
    public static CommandLine commands() {
        return commands(COMMANDS);
    }

    private static CommandLine commands(List<Class<?>> types) {
        var commands = new CommandLine(new Main());
        types.forEach(type -> commands.addSubcommand(commandOf(type)));
        return commands.registerConverter(Instant.class, Main::time).setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new WrongUsage())
                .setExecutionExceptionHandler((fault, command, parsed) -> report(fault, command));
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new CommandLine.TypeConversionException(
                    "'" + text + "' is no time with a date and an offset, such as 2027-01-01T00:00:00Z");
        }
    }

    private static CommandLine commandOf(Class<?> type) {
        var command = new CommandLine(type);
        if (type == VerifyCommand.class) {
            command.getCommandSpec().usageMessage().footer(SettingsHelp.of(NodeApp.VERIFY).toArray(String[]::new));
        }
        return command;
    }

    private static int report(Exception fault, CommandLine command) {
        return switch (fault) {
            case QuotaStackException ofTheApi -> ApiFaults.report(ofTheApi, command);
            case CannotConnectException wrong -> ApiFaults.reportWrongUsage(wrong, command);
            case CannotGoOnException wrong -> ApiFaults.reportWrongUsage(wrong, command);
            case CsvException wrong -> ApiFaults.reportWrongUsage(wrong, command);
            default -> {
                FaultReport.print(fault, whatItCannot(command), command.getCommandName(), command.getErr());
                yield command.getCommandSpec().exitCodeOnExecutionException();
            }
        };
    }

    private static String whatItCannot(CommandLine command) {
        return switch (command.getCommand()) {
            case UpCommand up -> "cannot start";
            case WarmUpCommand warmUp -> "cannot start";
            case VerifyCommand verify -> "cannot verify";
            case BackupCommand backup -> "cannot back up";
            case RestoreCommand restore -> "cannot restore";
            default -> "cannot " + command.getCommandName();
        };
    }
}
