package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.ledger.node.LedgerNode;
import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;

/** Where somebody sets the offset of the ledger's group, nothing goes on until it is set right, and nothing is lost then. */
@Timeout(400)
class SetOffsetsTest {

    private static final String GROUP = LedgerNode.APPLICATION_ID;
    private static final String COMMANDS = "commands";

    @TempDir
    private Path directory;

    @Test
    void commandsThatTheGroupWasSetAheadOfAreDecidedOnceItIsSetRight() throws Exception {
        String key = acceptThreeAndDie();
        long decided;
        long end;
        try (var log = new StoppedLog(directory)) {
            decided = log.offset(GROUP, COMMANDS);
            end = decided + log.uncommitted(GROUP, COMMANDS);
            assertThat(end).isGreaterThanOrEqualTo(decided + 3);
            log.setOffset(GROUP, COMMANDS, end);
        }
        String refusal = "commands-0 is decided up to offset " + decided + ", as the state says, and the group " + GROUP
                + " goes on at offset " + end + ": the commands in between would never be decided";

        assertRefused(refusal);
        assertVerifyTells(decided, end);

        set(decided);
        try (var process = QuotaStackProcess.start(directory)) {
            Account ann = new Account(new Api(process.api(), key), "ann");
            for (int i = 1; i <= 3; i++) {
                assertThat(ann.eventually("evt_" + i, "charged").number("/charge/cost")).isEqualTo(10L * i);
            }
            assertThat(ann.balance()).isEqualTo(940);
            assertThat(process.terminate()).isZero();
        }
        CommandHere.verify(directory).expectVerified();
    }

    @Test
    void commandsThatTheGroupWasSetBackToAreNotDecidedAgain() throws Exception {
        try (var process = QuotaStackProcess.start(directory, "--partitions", "1")) {
            Account ann = Tenant.create(process).account("ann");
            ann.grant(1_000);
            ann.grant(1_000);
            assertThat(process.terminate()).isZero();
        }
        long decided;
        try (var log = new StoppedLog(directory)) {
            decided = log.offset(GROUP, COMMANDS);
            log.setOffset(GROUP, COMMANDS, decided - 1);
        }

        assertRefused("commands-0 is decided up to offset " + decided + ", as the state says, and the group " + GROUP
                + " goes on at offset " + (decided - 1) + ": the commands in between would be decided again");
    }

    /** Answers the key of the tenant. Events were accepted by then, and their decisions are not committed. */
    private String acceptThreeAndDie() throws InterruptedException {
        try (var process = QuotaStackProcess.startCommittingLate(directory, Duration.ofSeconds(8), "--partitions",
                "1")) {
            Tenant tenant = Tenant.create(process);
            tenant.perUnit("calls", 10);
            Account ann = tenant.account("ann");
            ann.grant(1_000);
            assertThat(ann.entryTypes()).as("committed, since somebody reads it").containsExactly("grant");
            for (int i = 1; i <= 3; i++) {
                ann.accept("evt_" + i, "calls", i);
            }
            process.kill9();
            return tenant.liveKey();
        }
    }

    private void set(long offset) {
        try (var log = new StoppedLog(directory)) {
            log.setOffset(GROUP, COMMANDS, offset);
        }
    }

    private void assertRefused(String refusal) throws InterruptedException {
        Ended ended = QuotaStackProcess.run("up", "--data-dir", directory.toString(), "--port", "0", "--kafka-port",
                "0",
                "--registry-port", "0");

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).contains(refusal).containsPattern("(?m)^quotastack: .*" + COMMANDS + "-0")
                .doesNotContain("quotastack ready");
    }

    private void assertVerifyTells(long decided, long group) {
        Ended verified = CommandHere.verify(directory);

        assertThat(verified.exitCode()).as(verified.output()).isEqualTo(1);
        assertThat(verified.output()).contains("up to where commands are decided")
                .contains("offset " + decided + ", as the state says")
                .contains("offset " + group + ", where the group " + GROUP + " goes on");
    }
}
