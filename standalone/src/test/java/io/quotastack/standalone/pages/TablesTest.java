package io.quotastack.standalone.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.Main;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Tables of what the code lists too. */
class TablesTest {

    private static final String FOR_EVER = "-1";

    private static Page page(String path) {
        return Page.read(Repository.ROOT.resolve(path));
    }

    @Test
    void theTableOfTopicsIsTheCatalogue() {
        List<List<String>> table = page("docs/internals/topics.md").tableRows().stream()
                .filter(row -> row.getFirst().startsWith("`")).map(row -> List.of(row.get(0), row.get(3), row.get(4)))
                .toList();

        assertThat(table).containsExactlyInAnyOrderElementsOf(Topics.ALL.stream()
                .map(topic -> List.of("`" + topic.name() + "`", partitions(topic), kept(topic))).toList());
    }

    private static String partitions(Topic topic) {
        return switch (topic.spread()) {
            case BY_CUSTOMER -> "by customer";
            case SINGLE -> "1";
        };
    }

    private static String kept(Topic topic) {
        String stamped = topic.configs().containsKey(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                ? "; stamped by the broker"
                : "";
        if (TopicConfig.CLEANUP_POLICY_COMPACT.equals(topic.configs().get(TopicConfig.CLEANUP_POLICY_CONFIG))) {
            return "compacted" + stamped;
        }
        String millis = topic.configs().getOrDefault(TopicConfig.RETENTION_MS_CONFIG, "");
        if (millis.equals(FOR_EVER)) {
            return "for ever" + stamped;
        }
        long days = Duration.ofMillis(Long.parseLong(millis)).toDays();
        return days + (days == 1 ? " day" : " days") + stamped;
    }

    @Test
    void theTableOfRowsHasEveryFamilyAndKind() {
        Path state = Repository.ROOT.resolve("ledger-streams/src/main/java/io/quotastack/ledger/state");
        String keys = Repository.text(state.resolve("StateKeys.java"));
        String rows = Repository.text(state.resolve("StoredRows.java"));
        List<String> names = page("docs/internals/state.md").tableRows().stream().map(List::getFirst)
                .filter(name -> name.matches("\\d.*")).toList();

        Set<String> families = names.stream().map(name -> name.replaceFirst(" .*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> kinds = names.stream().filter(name -> name.contains("`"))
                .map(name -> name.replaceFirst(".*`(.)`.*", "$1")).toList();
        assertThat(families).isNotEmpty().isEqualTo(found("int [A-Z_]+ = (\\d+);", keys));
        Set<String> letters = found("'([a-zA-Z])'", keys + rows);
        assertThat(kinds).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(letters);
    }

    @Test
    void theTableOfRowsOfWebhooksHasEveryFamily() {
        String keys = Repository.text(Repository.ROOT
                .resolve("webhook-dispatcher/src/main/java/io/quotastack/webhook/state/WebhookKeys.java"));
        Set<String> families = page("docs/internals/webhooks.md").tableRows().stream().map(List::getFirst)
                .filter(name -> name.matches("\\d+")).collect(Collectors.toCollection(TreeSet::new));

        assertThat(families).isNotEmpty().isEqualTo(found("byte [A-Z_]+ = (\\d+);", keys));
    }

    private static Set<String> found(String pattern, String source) {
        return Pattern.compile(pattern).matcher(source).results().map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theTablesOfOptionsAreTheCommandLine() {
        Set<String> options = commandLinePage().filter(name -> name.startsWith("`--"))
                .map(name -> name.replace("`", "")).collect(Collectors.toCollection(TreeSet::new));
        Set<String> there = commands(Main.commands())
                .flatMap(command -> command.getCommandSpec().options().stream()).map(OptionSpec::longestName)
                .filter(name -> !name.equals("--help") && !name.equals("--version"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(options).isNotEmpty().isEqualTo(there);
    }

    @Test
    void theTablesOfCommandsHaveEveryOne() {
        Set<String> named = commandLinePage().filter(name -> name.startsWith("`"))
                .map(name -> name.replaceFirst("`([a-z -]+[a-z]).*", "$1")).collect(Collectors.toSet());
        Set<String> there = commands(Main.commands()).filter(command -> command.getSubcommands().isEmpty())
                .map(command -> command.getCommandSpec().qualifiedName().replaceFirst("quotastack ", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(there).hasSizeGreaterThan(30).isSubsetOf(named);
    }

    private static Stream<String> commandLinePage() {
        return page("docs/reference/command-line.md").tableRows().stream().map(List::getFirst);
    }

    /** All that are not hidden, with those below them. */
    private static Stream<CommandLine> commands(CommandLine above) {
        return above.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .flatMap(command -> Stream.concat(Stream.of(command), commands(command)));
    }

    @Test
    void theTableOfVariablesIsWhatTheLauncherHelpsWith() {
        String launcher = Repository.text(Repository.ROOT.resolve("quotastack"));
        Set<String> variables = page("docs/reference/command-line.md").tableRows().stream().map(List::getFirst)
                .filter(name -> name.startsWith("`QUOTASTACK_")).map(name -> name.replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(variables).isNotEmpty().isEqualTo(found("(?m)^  (QUOTASTACK_[A-Z_]+) ", launcher));
    }

    @Test
    void theMetricsOfAlertsAndOfTheBoardAreThere() {
        Set<String> meters = meters();
        Set<String> used = new TreeSet<>(
                found("(quotastack_[a-z_]+)", Repository.text(Repository.ROOT.resolve("ops/alerts.yml"))));
        used.addAll(found("(quotastack_[a-z_]+)",
                Repository.text(Repository.ROOT.resolve("ops/grafana/dashboards/quotastack.json"))));

        assertThat(used).hasSizeGreaterThan(20).allMatch(metric -> meters.contains(metric) || meters.contains(
                metric.replaceFirst("_(total|seconds|seconds_count|seconds_sum|seconds_bucket)$", "")));
    }

    /** The names of meters as Prometheus has them, without what they count behind them. */
    private static Set<String> meters() {
        return Repository.sources().stream().filter(source -> source.toString().contains("src/main"))
                .flatMap(source -> found("\"(quotastack\\.[a-z.]+)\"", Repository.text(source)).stream())
                .map(meter -> meter.replace('.', '_')).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theMetricsToWatchAreThere() {
        Set<String> meters = meters();
        List<String> metrics = page("docs/operating/monitoring.md").tableRows().stream().map(List::getFirst)
                .filter(name -> name.startsWith("`quotastack_")).map(name -> name.replace("`", "")).toList();

        // Prometheus' names of timers and counters end in what they count.
        assertThat(metrics).isNotEmpty().allMatch(metric -> meters.contains(metric)
                || meters.contains(metric.replaceFirst("_(seconds|total)$", "")));
    }
}
