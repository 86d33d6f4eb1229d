package io.quotastack.client;

import com.fasterxml.jackson.databind.JsonNode;

/** Members of answers, which by the contract are there and of their type. */
final class Member {

    private Member() {}

    static long number(JsonNode answer, String name) {
        JsonNode value = answer.path(name);
        require(value.isIntegralNumber() && value.canConvertToLong(), name, value);
        return value.longValue();
    }

    static String text(JsonNode answer, String name) {
        JsonNode value = answer.path(name);
        require(value.isTextual(), name, value);
        return value.textValue();
    }

    static boolean flag(JsonNode answer, String name) {
        JsonNode value = answer.path(name);
        require(value.isBoolean(), name, value);
        return value.booleanValue();
    }

    private static void require(boolean asItShouldBe, String name, JsonNode value) {
        if (!asItShouldBe) {
            throw new IllegalStateException("an answer whose " + name + " is " + value);
        }
    }
}
