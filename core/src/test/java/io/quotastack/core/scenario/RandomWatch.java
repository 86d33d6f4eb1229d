package io.quotastack.core.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.UsageCap;

/** Alerts and caps of any kind, so low that they are reached again and again. */
final class RandomWatch {

    private static final List<UsageCap.Measure> MEASURES = List.of(UsageCap.Measure.values());
    private static final List<UsageCap.Per> WINDOWS = List.of(UsageCap.Per.values());

    private final Random random;
    private final List<String> metrics;
    private final int most;

    /** @param most units or millicredits of a cap or an alert */
    RandomWatch(Random random, List<String> metrics, int most) {
        this.random = random;
        this.metrics = metrics;
        this.most = most;
    }

    /** Some alerts, some caps, none, or those of the plan. */
    Command patch() {
        Optional<Optional<List<Alert>>> alerts = sometimes(sometimes(alerts()));
        return Command.UpdateCustomer.watching(alerts, alerts.isPresent() && random.nextBoolean()
                ? Optional.empty()
                : Optional.of(sometimes(caps())));
    }

    List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String id = "a" + i;
            alerts.add(switch (random.nextInt(3)) {
                case 0 -> Alert.ofBalance(id, random.nextInt(most));
                case 1 -> Alert.ofPeriodGrants(id, random.nextInt(most));
                default -> Alert.percentOfPeriodGrants(id, random.nextInt(100));
            });
        }
        return alerts;
    }

    List<UsageCap> caps() {
        List<UsageCap> caps = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            caps.add(new UsageCap(metrics.get(random.nextInt(metrics.size())),
                    MEASURES.get(random.nextInt(MEASURES.size())), random.nextInt(most),
                    WINDOWS.get(random.nextInt(WINDOWS.size()))));
        }
        return caps;
    }

    private <T> Optional<T> sometimes(T value) {
        return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(value);
    }
}
