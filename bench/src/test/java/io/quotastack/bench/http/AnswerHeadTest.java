package io.quotastack.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

final class AnswerHeadTest {

    @Test
    void readsStatusAndLength() throws IOException {
        assertThat(parse("HTTP/1.1 201 Created\r\nDate: today\r\nContent-Length: 42\r\nX: 1\r\n\r\n"))
                .isEqualTo(new AnswerHead(201, OptionalInt.of(42)));
    }

    @Test
    void takesHeaderNamesInAnyCase() throws IOException {
        assertThat(parse("HTTP/1.1 200 OK\r\ncontent-LENGTH:7\r\n\r\n").contentLength()).hasValue(7);
    }

    @Test
    void takesNoOtherHeaderForTheLength() throws IOException {
        assertThat(parse("HTTP/1.1 204 No Content\r\nX-Content-Length: 7\r\nContent-Type: a\r\n\r\n").contentLength())
                .isEmpty();
    }

    @Test
    void refusesWhatIsNoAnswer() {
        assertThatThrownBy(() -> parse("SSH-2.0-OpenSSH_9.2\r\n\r\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> parse("HTTP/1.1 2x0 OK\r\n\r\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n")).isInstanceOf(IOException.class);
    }

    @Test
    void theHeadEndsAfterTheBlankLine() {
        byte[] bytes = "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody".getBytes(StandardCharsets.US_ASCII);

        assertThat(AnswerHead.end(bytes, 0, bytes.length)).isEqualTo(bytes.length - "body".length());
        assertThat(AnswerHead.end(bytes, 0, bytes.length - "\nbody".length())).isEqualTo(-1);
    }

    private static AnswerHead parse(String head) throws IOException {
        byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
        return AnswerHead.parse(bytes, bytes.length);
    }
}
