package io.quotastack.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.junit.jupiter.api.Test;

final class RequestTemplateTest {

    @Test
    void writesNumbersIntoTheirPlaces() {
        var template = RequestTemplate.of("POST", "/v1/customers/c-{customer}/x", "qs_live_1", Optional.of("run-{key}"),
                Optional.of("{\"to\":\"d-{customer}\",\"é\":1}"));
        RequestTemplate.Request request = template.request();

        request.customer(0, 42);
        request.customer(1, 999_999_999_999L);
        request.key(7);

        assertThat(request.customers()).isEqualTo(2);
        assertThat(new String(request.bytes(), StandardCharsets.UTF_8)).isEqualTo("""
                POST /v1/customers/c-000000000042/x HTTP/1.1
                Host: localhost
                X-API-Key: qs_live_1
                Idempotency-Key: run-000000000007
                Content-Type: application/json
                Content-Length: 30

                {"to":"d-999999999999","é":1}""".replace("\n", "\r\n"));
    }

    @Test
    void writesAReservationsIdIntoItsPlace() {
        var template = RequestTemplate.of("POST", "/v1/reserve/{reservation}/commit", "k", Optional.empty(),
                Optional.empty());
        RequestTemplate.Request request = template.request();
        String id = "res_" + "7".repeat(39);

        request.reservation(id);

        assertThat(new String(request.bytes(), StandardCharsets.UTF_8))
                .startsWith("POST /v1/reserve/" + id + "/commit HTTP/1.1\r\n");
    }

    @Test
    void requestsOfOneTemplateDoNotShareBytes() {
        var template = RequestTemplate.of("GET", "/{customer}", "k", Optional.empty(), Optional.empty());
        RequestTemplate.Request first = template.request();
        RequestTemplate.Request second = template.request();

        first.customer(0, 1);
        second.customer(0, 2);

        assertThat(new String(first.bytes(), StandardCharsets.UTF_8)).startsWith("GET /000000000001 HTTP/1.1\r\n");
    }
}
