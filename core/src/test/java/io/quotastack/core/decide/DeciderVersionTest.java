package io.quotastack.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.scenario.RandomCommands;
import io.quotastack.core.scenario.RandomSubscriptions;
import io.quotastack.core.scenario.Scenario;

/**
 * The same log decided again gives the same answers, on which it rests that they leave before the commit. Whoever changes a
 * decision takes the next {@link CommandDecider#VERSION}; this test tells who did, by what some histories come to: entries by
 * their hashes, events, refusals by their words. When only the histories are made otherwise, their digest is recorded anew
 * and the version stays.
 */
class DeciderVersionTest {

    private static final int VERSION = 5;
    private static final String DIGEST = "5d240377d0cd0a9210253ad9247d0fe82be787011ed0bc705cb50e3de6a41f93";

    private static final int HISTORIES = 12;
    private static final int COMMANDS = 150;

    @Test
    void theseDecisionsAreThoseOfThisVersion() throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        for (int seed = 0; seed < HISTORIES; seed++) {
            var commands = new RandomCommands(new Random(seed));
            Scenario credits = commands.given();
            for (int i = 0; i < COMMANDS; i++) {
                credits.at(commands.timeAfter(credits.now())).decide(commands.next(credits));
                add(digest, credits.last());
                if (i % 5 == 0) {
                    add(digest, takenTwice(credits, i));
                }
            }
            var lives = new RandomSubscriptions(new Random(seed));
            Scenario subscriptions = lives.given();
            for (int i = 0; i < COMMANDS; i++) {
                subscriptions.at(lives.timeAfter(subscriptions.now())).decide(lives.next(subscriptions));
                add(digest, subscriptions.last());
            }
        }

        assertThat(CommandDecider.VERSION).as("the version whose digest this is").isEqualTo(VERSION);
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(DIGEST);
    }

    /** As an intake that was killed takes an event in. */
    private static Decision takenTwice(Scenario scenario, int i) {
        CommandEnvelope taken = scenario.keyless(new Command.RecordUsage(
                Scenario.event("twice-" + i, "unit", 1 + i % 30), Optional.empty(), true, Optional.empty()));
        return scenario.decide(taken).decide(taken).last();
    }

    private static void add(MessageDigest digest, Decision decision) {
        for (LedgerEntry entry : decision.allEntries()) {
            add(digest, entry.hash() + entry.context() + entry.after());
        }
        for (CustomerEvent event : decision.allEvents()) {
            add(digest, event.sequence() + event.type().toString() + event.timestamp());
        }
        if (decision.outcome() instanceof Outcome.Refused refused) {
            add(digest, refused.problem().toString());
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }
}
