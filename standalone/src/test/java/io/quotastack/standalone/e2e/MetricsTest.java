package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** The metrics of a running process keep to the conventions of Prometheus: what {@code promtool check metrics} looks at. */
class MetricsTest {

    private static final Pattern HEAD = Pattern.compile("(?m)^# (HELP|TYPE) (\\S+) ?(.*)$");
    private static final Pattern BASE_NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern UNIT_THAT_IS_NO_BASE_UNIT = Pattern.compile(
            "_(ms|ns|us|millis|milliseconds|nanoseconds|microseconds|minutes|hours|kb|mb|kilobytes|megabytes|percent)(_|$)");
    private static final List<String> OF_HISTOGRAMS = List.of("_count", "_sum", "_bucket");

    @Test
    void eachHasItsHelpItsBaseUnitAndTheEndOfItsType() {
        Tenant tenant = Tenant.create();
        Api api = tenant.live();
        api.post("/v1/customers", Map.of("external_id", "")).expect(400);
        Account account = tenant.account();
        account.accept("evt", "nothing", 1);
        account.eventually("evt", "refused");
        String shown = api.get("/metrics").expect(200).body();
        assertThat(shown).containsPattern("quotastack_usage_refused_total\\{type=\"not-found\",?} [1-9]");
        Map<String, String> help = heads(shown, "HELP");
        Map<String, String> types = heads(shown, "TYPE");

        assertThat(types).containsEntry("quotastack_http_requests_seconds", "histogram")
                .containsEntry("quotastack_http_problems_total", "counter")
                .containsEntry("quotastack_usage_refused_total", "counter")
                .containsEntry("process_cpu_seconds_total", "counter")
                .containsEntry("quotastack_dead_letters_end_offset", "gauge").hasSizeGreaterThan(30);
        types.forEach((name, type) -> {
            assertThat(help.getOrDefault(name, "").strip()).as("help of " + name).isNotEmpty();
            assertThat(name).matches(BASE_NAME).doesNotContainPattern(UNIT_THAT_IS_NO_BASE_UNIT);
            assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
            assertThat(OF_HISTOGRAMS).as(name).noneMatch(name::endsWith);
        });
    }

    private static Map<String, String> heads(String shown, String which) {
        Map<String, String> found = new TreeMap<>();
        Matcher head = HEAD.matcher(shown);
        while (head.find()) {
            if (head.group(1).equals(which)) {
                found.put(head.group(2), head.group(3));
            }
        }
        return found;
    }
}
