package io.quotastack.platform.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written before a transaction is committed, and what is told after that. */
class GroupCommitTest {

    private final GroupCommit commit = GroupCommit.ofThread();
    private final ProcessorContext<Void, Void> task = new MockProcessorContext<>();
    private final ProcessorContext<Void, Void> other = new MockProcessorContext<>();
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void forget() {
        commit.aborted();
    }

    @Test
    void runsWhatIsToBeWrittenOncePerFlushForAllThatWasDecidedUpToThen() {
        commit.beforeCommit(task, () -> done.add("one"));
        commit.beforeCommit(other, () -> done.add("other"));
        commit.flushing();
        commit.flushing();
        assertThat(done).containsExactly("one", "other");

        commit.beforeCommit(task, () -> done.add("more"));
        commit.flushing();
        assertThat(done).containsExactly("one", "other", "more");
    }

    @Test
    void refusesToCommitWhatWasNotFlushed() {
        commit.beforeCommit(task, () -> done.add("one"));
        assertThatThrownBy(commit::committing).isInstanceOf(IllegalStateException.class);

        commit.flushing();

        assertThatCode(commit::committing).doesNotThrowAnyException();
    }

    @Test
    void writesAndTellsNothingOfATransactionThatWasAborted() {
        commit.beforeCommit(task, () -> done.add("written"));
        commit.afterCommit(() -> done.add("told"));

        commit.aborted();
        commit.flushing();
        commit.committing();
        commit.committed(Map.of());

        assertThat(done).isEmpty();
    }

    @Test
    void writesNothingOfATaskThatLeftTheThread() {
        commit.open(task);
        commit.beforeCommit(task, () -> done.add("one"));

        commit.close(task);
        commit.flushing();
        commit.committing();

        assertThat(done).isEmpty();
    }
}
