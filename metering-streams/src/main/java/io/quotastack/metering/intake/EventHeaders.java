package io.quotastack.metering.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The headers of a record that say what event it is: {@code content-type} and all that begin with {@code ce_}. They are
 * UTF-8 and each says one thing, else the record is a dead letter: read leniently, different ids would become one. Other
 * headers are other people's and may hold anything.
 */
final class EventHeaders {

    private static final String CONTENT_TYPE = "content-type";
    private static final String PREFIX = "ce_";

    private final Map<String, String> texts;

    private EventHeaders(Map<String, String> texts) {
        this.texts = texts;
    }

    static EventHeaders read(Headers headers) {
        var texts = new HashMap<String, String>();
        for (Header header : headers) {
            String name = header.key().toLowerCase(Locale.ROOT);
            if ((name.startsWith(PREFIX) || name.equals(CONTENT_TYPE)) && header.value() != null) {
                String text = text(header);
                String other = texts.putIfAbsent(name, text);
                if (other != null && !other.equals(text)) {
                    throw new UnreadableException("the header " + header.key() + " is there twice, and differs");
                }
            }
        }
        return new EventHeaders(texts);
    }

    /** Without parameters, in lower case. */
    Optional<String> mediaType() {
        return Optional.ofNullable(texts.get(CONTENT_TYPE)).map(EventHeaders::mediaType);
    }

    /** The attribute of a CloudEvent in binary mode. */
    Optional<String> attribute(String name) {
        return Optional.ofNullable(texts.get(PREFIX + name));
    }

    /** Without parameters, in lower case. */
    static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static String text(Header header) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header.value())).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException("the header " + header.key() + " is not UTF-8");
        }
    }
}
