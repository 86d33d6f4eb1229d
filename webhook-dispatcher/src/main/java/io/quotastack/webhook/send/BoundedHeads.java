package io.quotastack.webhook.send;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.apache.hc.client5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Reads the heads of answers up to a number of bytes. The client itself bounds a line and the number of lines, and so only
 * their product, which is far too much of a stranger's bytes to keep.
 */
final class BoundedHeads implements HttpMessageParserFactory<ClassicHttpResponse> {

    /** Some frameworks fill an answer's header with policies and traces, up to what a common server lets them. */
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_LINES = 1_000;
    /** Behind a body in chunks, where nobody reads them. */
    private static final int MOST_TRAILERS = 4;

    /** How the client reads all but heads. */
    static final Http1Config LINES = Http1Config.custom().setMaxLineLength(MOST_BYTES).setMaxHeaderCount(MOST_TRAILERS)
            .build();
    private static final DefaultHttpResponseParserFactory PARSERS = new DefaultHttpResponseParserFactory(
            Http1Config.copy(LINES).setMaxHeaderCount(MOST_LINES).build());

    @Override
    @SuppressWarnings("deprecation") // the only abstract method of the interface
    public HttpMessageParser<ClassicHttpResponse> create(Http1Config config) {
        HttpMessageParser<ClassicHttpResponse> parser = PARSERS.create();
        return new HttpMessageParser<>() {
            @Override
            public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
                    throws IOException, HttpException {
                return parser.parse(buffer, new AtMost(in));
            }
        };
    }

    /** Some of a body may come with the last piece of a head, so it is only looked at before more is asked for. */
    private static final class AtMost extends FilterInputStream {

        private int seen;

        AtMost(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            check();
            int next = super.read();
            seen += next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            check();
            int read = super.read(bytes, offset, length);
            seen += Math.max(0, read);
            return read;
        }

        private void check() throws IOException {
            if (seen >= MOST_BYTES) {
                throw new IOException("the header has more than " + MOST_BYTES / 1024 + " KiB");
            }
        }
    }
}
