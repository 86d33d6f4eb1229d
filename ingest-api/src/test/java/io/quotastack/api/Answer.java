package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;

/** An answer of the API, with words for what tests expect of one. */
record Answer(int status, HttpHeaders headers, String body) {

    JsonNode json() {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        }
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** A problem document in full, of that type. */
    Answer isProblem(int expectedStatus, String slug) {
        assertThat(status).as(body).isEqualTo(expectedStatus);
        assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(json().path("type").asText()).isEqualTo("urn:quotastack:problem:" + slug);
        assertThat(json().path("status").asInt()).isEqualTo(expectedStatus);
        assertThat(json().path("title").asText()).isNotEmpty();
        assertThat(json().path("detail").asText()).isNotEmpty();
        assertThat(json().path("instance").asText()).startsWith("/");
        assertThat(json().path("request_id").asText()).isEqualTo(header("X-Request-Id")).startsWith("req_");
        return this;
    }

    /** The places that are at fault, all of them. */
    Answer errors(String... places) {
        List<String> found = new ArrayList<>();
        json().path("errors").forEach(error -> found
                .add(error.has("pointer") ? error.path("pointer").asText() : "?" + error.path("parameter").asText()));
        assertThat(found).containsExactlyInAnyOrder(places);
        return this;
    }

    Answer is(int expectedStatus) {
        assertThat(status).as(body).isEqualTo(expectedStatus);
        assertThat(header("X-Request-Id")).startsWith("req_");
        return this;
    }
}
