package io.quotastack.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DisturbanceTest {

    @Test
    void aFifthOfTheMachineIsStillFine() {
        assertThat(Disturbance.of(0.2).tooMuch()).isFalse();
        assertThat(Disturbance.of(0.21).tooMuch()).isTrue();
    }

    @Test
    void whereNothingIsKnownNothingIsRefused() {
        assertThat(Disturbance.UNKNOWN.tooMuch()).isFalse();
    }

    @Test
    void ofTwoMeasurementsTheWorseCounts() {
        assertThat(Disturbance.of(0.1).and(Disturbance.of(0.3))).isEqualTo(Disturbance.of(0.3));
        assertThat(Disturbance.UNKNOWN.and(Disturbance.of(0.3))).isEqualTo(Disturbance.of(0.3));
        assertThat(Disturbance.of(0.3).and(Disturbance.UNKNOWN)).isEqualTo(Disturbance.of(0.3));
    }
}
