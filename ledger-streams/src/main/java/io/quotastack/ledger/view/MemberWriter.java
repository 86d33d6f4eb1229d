package io.quotastack.ledger.view;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;

import io.quotastack.schemas.json.Json;

/** Writes an object member by member, in the order of the names. */
final class MemberWriter {

    private final JsonGenerator json;
    private final MemberNames names;
    private int next;

    private MemberWriter(JsonGenerator json, MemberNames names) {
        this.json = json;
        this.names = names;
    }

    static MemberWriter begin(JsonGenerator json, MemberNames names) throws IOException {
        json.writeStartObject();
        return new MemberWriter(json, names);
    }

    MemberWriter text(String value) throws IOException {
        name();
        json.writeString(value);
        return this;
    }

    MemberWriter number(long value) throws IOException {
        name();
        json.writeNumber(value);
        return this;
    }

    MemberWriter time(Instant value) throws IOException {
        return text(Json.time(value));
    }

    MemberWriter optionalText(Optional<String> value) throws IOException {
        return value.isPresent() ? text(value.get()) : absent();
    }

    MemberWriter optionalNumber(Optional<Long> value) throws IOException {
        return value.isPresent() ? number(value.get()) : absent();
    }

    MemberWriter texts(Map<String, String> values) throws IOException {
        name();
        json.writeStartObject();
        for (Map.Entry<String, String> pair : values.entrySet()) {
            json.writeStringField(pair.getKey(), pair.getValue());
        }
        json.writeEndObject();
        return this;
    }

    MemberWriter list(List<? extends SelfWritten> views) throws IOException {
        name();
        json.writeStartArray();
        for (SelfWritten view : views) {
            view.write(json);
        }
        json.writeEndArray();
        return this;
    }

    /** A member that is there only where it has items. */
    MemberWriter listIfAny(List<? extends SelfWritten> views) throws IOException {
        if (views.isEmpty()) {
            next++;
            return this;
        }
        return list(views);
    }

    void end() throws IOException {
        json.writeEndObject();
    }

    private MemberWriter absent() throws IOException {
        name();
        json.writeNull();
        return this;
    }

    private void name() throws IOException {
        json.writeFieldName(names.get(next++));
    }
}
