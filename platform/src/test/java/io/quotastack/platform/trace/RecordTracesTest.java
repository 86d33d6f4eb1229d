package io.quotastack.platform.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

import io.quotastack.gateway.trace.TraceSpan;

class RecordTracesTest {

    @Test
    void offNoHeaderIsWrittenAndNoneIsFollowed() {
        var headers = new RecordHeaders();
        RecordTraces.send(headers);
        assertThat(headers).isEmpty();

        headers.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(ISO_8859_1));
        assertThat(RecordTraces.consumed("decide", headers)).isSameAs(TraceSpan.NONE);
    }
}
