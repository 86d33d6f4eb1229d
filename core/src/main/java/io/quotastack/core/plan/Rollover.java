package io.quotastack.core.plan;

import java.util.Optional;

/**
 * How much of what is left of a block goes on when the block ends with its period (CONTRACT 9).
 *
 * @param percentage 0…100
 * @param cap millicredits that live rollover never exceeds; absent: no cap. Only when something rolls over
 */
public record Rollover(int percentage, Optional<Long> cap) {

    public static final Rollover NONE = new Rollover(0, Optional.empty());

    public Rollover {
        if (percentage < 0 || percentage > 100 || cap.filter(most -> most < 0).isPresent()
                || (percentage == 0 && cap.isPresent())) {
            throw new IllegalArgumentException("rollover of " + percentage + " %, cap " + cap);
        }
    }
}
