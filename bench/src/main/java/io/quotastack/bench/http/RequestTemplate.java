package io.quotastack.bench.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request prepared as bytes, in which only numbers change: each {@code {name}} in its path, headers or body stands for
 * {@value #DIGITS} digits with leading zeros. So a request costs the client a few byte stores, and its length is known.
 */
public final class RequestTemplate {

    /** Of every number. */
    public static final int DIGITS = 12;

    private static final Pattern PLACE = Pattern.compile("\\{(customer|key)}");

    private final byte[] bytes;
    private final int[] customers;
    private final int[] keys;

    private RequestTemplate(byte[] bytes, int[] customers, int[] keys) {
        this.bytes = bytes;
        this.customers = customers;
        this.keys = keys;
    }

    /** A request with the caller's API key; a body is JSON. Places are {@code {customer}} and {@code {key}}. */
    public static RequestTemplate of(String method, String path, String apiKey, Optional<String> idempotencyKey,
            Optional<String> body) {
        var text = new StringBuilder(
                method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + apiKey + "\r\n");
        idempotencyKey.ifPresent(key -> text.append("Idempotency-Key: ").append(key).append("\r\n"));
        body.ifPresent(content -> text.append("Content-Type: application/json\r\nContent-Length: ")
                .append(filledIn(content).getBytes(StandardCharsets.UTF_8).length).append("\r\n"));
        text.append("\r\n").append(body.orElse(""));

        List<Integer> customers = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        var filled = new StringBuilder();
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            places.appendReplacement(filled, "0".repeat(DIGITS));
            int at = filled.toString().getBytes(StandardCharsets.UTF_8).length - DIGITS;
            (places.group(1).equals("key") ? keys : customers).add(at);
        }
        places.appendTail(filled);
        return new RequestTemplate(filled.toString().getBytes(StandardCharsets.UTF_8), positions(customers),
                positions(keys));
    }

    private static String filledIn(String text) {
        return PLACE.matcher(text).replaceAll("0".repeat(DIGITS));
    }

    private static int[] positions(List<Integer> places) {
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A copy to fill in and send, for one connection. */
    public Request request() {
        return new Request(bytes.clone(), customers, keys);
    }

    /** The bytes of a request, filled in again and again. For one thread. */
    public static final class Request {

        private final byte[] bytes;
        private final int[] customers;
        private final int[] keys;

        private Request(byte[] bytes, int[] customers, int[] keys) {
            this.bytes = bytes;
            this.customers = customers;
            this.keys = keys;
        }

        /** How many places for a customer's number it has. */
        public int customers() {
            return customers.length;
        }

        public void customer(int place, long number) {
            write(customers[place], number);
        }

        public void key(long number) {
            for (int at : keys) {
                write(at, number);
            }
        }

        public byte[] bytes() {
            return bytes;
        }

        private void write(int at, long number) {
            long rest = number;
            for (int i = at + DIGITS - 1; i >= at; i--) {
                bytes[i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
    }
}
