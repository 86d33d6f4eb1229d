package io.quotastack.nodes.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

/** Which warnings of Kafka's producer are kept out of the log. */
class UnfinishedCommitTest {

    private static final String SENDER = "org.apache.kafka.clients.producer.internals.Sender";

    @Test
    void onlyTheOneThatEveryBusyProducerGives() {
        var context = new LoggerContext();
        context.addTurboFilter(new UnfinishedCommit());
        var shown = new ListAppender<ILoggingEvent>();
        shown.start();
        var sender = context.getLogger(SENDER);
        sender.addAppender(shown);
        var other = context.getLogger("other");
        other.addAppender(shown);

        sender.warn("Got error produce response, retrying. Error: CONCURRENT_TRANSACTIONS");
        sender.warn("Got error produce response, retrying. Error: NOT_LEADER_OR_FOLLOWER");
        sender.error("gave up: CONCURRENT_TRANSACTIONS");
        other.warn("CONCURRENT_TRANSACTIONS");

        assertThat(shown.list).extracting(ILoggingEvent::getLevel).isEqualTo(List.of(Level.WARN, Level.ERROR,
                Level.WARN));
    }
}
