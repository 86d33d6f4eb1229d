package io.quotastack.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.NumberedChange;

class ConfigVersionsTest {

    private final ConfigVersions versions = new ConfigVersions(200);

    @Test
    void everySnapshotIsMadeOfTheChangesUpToItAndNoOther() {
        versions.add(changes(1, 20, false));

        for (long version : List.of(20L, 3L, 4L, 19L, 3L, 1L)) {
            Config snapshot = versions.at(version);
            assertThat(snapshot.version()).isEqualTo(version);
            assertThat(snapshot.rootKeyHash()).contains("hash " + version);
        }
        assertThat(versions.at(0)).isEqualTo(Config.EMPTY);
    }

    /** Such as a small installation that was off for a month: it is started with what it was stopped with. */
    @Test
    void oldChangesOfWhichNoneIsMissingAreAllThere() {
        versions.add(changes(1, 5, true));
        versions.add(changes(6, 8, false));

        assertThat(versions.at(3).rootKeyHash()).contains("hash 3");
        assertThat(versions.at(7).rootKeyHash()).contains("hash 7");
    }

    @Test
    void noSnapshotBeforeAGapCanBeMade() {
        versions.add(changes(1, 3, false));
        versions.add(changes(5, 6, false));

        assertThat(versions.at(6).rootKeyHash()).contains("hash 6");
        assertThatThrownBy(() -> versions.at(3)).isInstanceOf(ConfigGoneException.class)
                .hasMessageContaining("configuration 3").hasMessageContaining("is 5");
        assertThatThrownBy(() -> versions.at(4)).isInstanceOf(ConfigGoneException.class);
    }

    @Test
    void aGapBeforeAYoungChangeIsALoss() {
        versions.add(changes(1, 3, false));
        assertThat(versions.lost()).isEmpty();

        versions.add(changes(6, 7, false));
        assertThat(versions.lost()).contains("versions 4 to 5");
    }

    @Test
    void aGapBeforeAnOldChangeIsWhatCompactionLeaves() {
        versions.add(changes(2, 3, true));
        versions.add(changes(5, 6, true));
        versions.add(changes(7, 9, false));

        assertThat(versions.lost()).isEmpty();
    }

    @Test
    void norBehindOneBeforeTheLastOldChangeWhichMayHaveSupersededTheMissingOne() {
        versions.add(changes(2, 6, true));
        versions.add(changes(7, 9, false));

        assertThatThrownBy(() -> versions.at(5)).isInstanceOf(ConfigGoneException.class);
        assertThat(versions.at(6).version()).isEqualTo(6);
        assertThat(versions.at(8).rootKeyHash()).contains("hash 8");
    }

    @Test
    void theOldestAreFoldedWhereTheyTakeTooMuchRoom() {
        versions.add(changes(1, 30, false));

        assertThat(versions.at(10).version()).isEqualTo(10);
        assertThat(versions.at(30).version()).isEqualTo(30);
        assertThatThrownBy(() -> versions.at(9)).isInstanceOf(ConfigGoneException.class);
    }

    /** Of ten bytes each. */
    private static List<ConfigVersions.Read> changes(long first, long last, boolean old) {
        List<ConfigVersions.Read> changes = new ArrayList<>();
        for (long version = first; version <= last; version++) {
            changes.add(new ConfigVersions.Read(
                    new NumberedChange(version, new ConfigChange.RootKeySet("hash " + version)), 10, old));
        }
        return changes;
    }
}
