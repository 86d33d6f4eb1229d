package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.scenario.Credits;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 3, burn order. */
class BurnOrderTest {

    @Test
    void burnsTheLowestPriorityFirstWhateverElse() {
        given().grants(credits(10).until(minute(1)), credits(10).priority(-1).paid(5))
                .use("e", 12).expectBooked("usage -12 [2:10 1:2]");
    }

    @Test
    void burnsTheBlockThatExpiresFirst() {
        given().grants(credits(10).until(minute(9)), credits(10).until(minute(5)).paid(5))
                .use("e", 12).expectBooked("usage -12 [2:10 1:2]");
    }

    @Test
    void burnsWhatNeverExpiresLast() {
        given().grants(credits(10), credits(10).until(minute(900_000)))
                .use("e", 12).expectBooked("usage -12 [2:10 1:2]");
    }

    @Test
    void burnsFreeCreditsBeforePaidOnes() {
        given().grants(credits(10).paid(5), credits(10))
                .use("e", 12).expectBooked("usage -12 [2:10 1:2]");
    }

    @Test
    void aPriceOfZeroIsFree() {
        given().grants(credits(10).paid(1), credits(10).paid(0))
                .use("e", 12).expectBooked("usage -12 [2:10 1:2]");
    }

    @Test
    void burnsTheOlderOfTwoAlikeFirst() {
        given().grants(credits(10), credits(10))
                .use("e", 12).expectBooked("usage -12 [1:10 2:2]");
    }

    @Test
    void aNegativeAdjustmentBurnsInTheSameOrder() {
        given().grants(credits(10), credits(10).until(minute(5)))
                .adjust(-12).expectBooked("adjust -12 [2:10 1:2]");
    }

    @Test
    void aBlockThatTakesEffectLaterStandsWhereItsTermsPutIt() {
        given().grants(credits(10), credits(10).priority(-5).from(minute(1)))
                .use("e1", 3).expectBooked("usage -3 [1:3]")
                .at(minute(1)).use("e2", 3).expectBooked("activate +10 [2:10]", "usage -3 [2:3]");
    }

    @Test
    void drainsThroughAsManyBlocksAsItTakes() {
        given().grants(credits(1), credits(2), credits(3), credits(4))
                .use("e", 7).expectBooked("usage -7 [1:1 2:2 3:3 4:1]").expectBalance(3);
    }

    /** All but the last key of the order leave the arrival out, so blocks that differ in them burn alike in any order. */
    @Test
    void burnsAlikeInWhateverOrderGrantsArrive() {
        long seed = RandomGenerator.getDefault().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Credits> grants = differentGrants(random);
            List<Long> inOrder = burned(grants);
            Collections.shuffle(grants, random);
            assertThat(burned(grants)).as("seed " + seed).isEqualTo(inOrder);
        }
    }

    /** Every amount is another, so amounts name blocks. */
    private static List<Credits> differentGrants(Random random) {
        var grants = new ArrayList<Credits>();
        int amount = 100;
        for (int priority = -1; priority <= 1; priority++) {
            for (int expiry = 0; expiry < 3; expiry++) {
                for (int price = 0; price < 2; price++) {
                    Credits grant = credits(amount++).priority(priority).paid(price);
                    grants.add(expiry == 0 ? grant : grant.until(minute(expiry)));
                }
            }
        }
        Collections.shuffle(grants, random);
        return grants;
    }

    private static List<Long> burned(List<Credits> grants) {
        Scenario scenario = given().grants(grants.toArray(Credits[]::new));
        long all = scenario.figures().balance();
        return scenario.use("e", all).last().entries().getLast().allocations().stream().map(Allocation::amount)
                .toList();
    }
}
