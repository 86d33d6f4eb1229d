package io.quotastack.standalone.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The body of a request, without what was not given. */
final class Body {

    private final Map<String, Object> members;

    private Body(Map<String, Object> members) {
        this.members = members;
    }

    static Body empty() {
        return new Body(new LinkedHashMap<>());
    }

    static Body of(Map<String, ?> members) {
        return new Body(new LinkedHashMap<>(members));
    }

    Body with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    Body with(String name, Optional<?> value) {
        value.ifPresent(given -> members.put(name, given));
        return this;
    }

    /** Left out when it is empty. */
    Body withMap(String name, Map<String, ?> value) {
        return value.isEmpty() ? this : with(name, value);
    }

    Map<String, Object> members() {
        return members;
    }
}
