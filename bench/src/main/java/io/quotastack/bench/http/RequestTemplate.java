package io.quotastack.bench.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request prepared as bytes, in which only numbers and ids change: {@code {customer}} and {@code {key}} in its path,
 * headers or body stand for {@value #DIGITS} digits with leading zeros, {@code {reservation}} for a reservation's id. So a
 * request costs the client a few byte stores, and its length is known.
 */
public final class RequestTemplate {

    /** Of every number. */
    public static final int DIGITS = 12;

    /** Of every reservation's id. */
    public static final int ID_LETTERS = 43;

    private static final Pattern PLACE = Pattern.compile("\\{(customer|key|reservation)}");

    private final byte[] bytes;
    private final int[] customers;
    private final int[] keys;
    private final int[] reservations;

    private RequestTemplate(byte[] bytes, int[] customers, int[] keys, int[] reservations) {
        this.bytes = bytes;
        this.customers = customers;
        this.keys = keys;
        this.reservations = reservations;
    }

    /** A request with the caller's API key; a body is JSON. */
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
        List<Integer> reservations = new ArrayList<>();
        var filled = new StringBuilder();
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            String empty = empty(places.group(1));
            places.appendReplacement(filled, empty);
            int at = filled.toString().getBytes(StandardCharsets.UTF_8).length - empty.length();
            (switch (places.group(1)) {
                case "key" -> keys;
                case "customer" -> customers;
                default -> reservations;
            }).add(at);
        }
        places.appendTail(filled);
        return new RequestTemplate(filled.toString().getBytes(StandardCharsets.UTF_8), positions(customers),
                positions(keys), positions(reservations));
    }

    private static String filledIn(String text) {
        return PLACE.matcher(text).replaceAll(place -> empty(place.group(1)));
    }

    private static String empty(String place) {
        return "0".repeat(place.equals("reservation") ? ID_LETTERS : DIGITS);
    }

    private static int[] positions(List<Integer> places) {
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A copy to fill in and send, for one connection. */
    public Request request() {
        return new Request(bytes.clone(), customers, keys, reservations);
    }

    /** The bytes of a request, filled in again and again. For one thread. */
    public static final class Request {

        private final byte[] bytes;
        private final int[] customers;
        private final int[] keys;
        private final int[] reservations;

        private Request(byte[] bytes, int[] customers, int[] keys, int[] reservations) {
            this.bytes = bytes;
            this.customers = customers;
            this.keys = keys;
            this.reservations = reservations;
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

        public void reservation(String id) {
            if (id.length() != ID_LETTERS) {
                throw new IllegalArgumentException("not a reservation's id: " + id);
            }
            for (int at : reservations) {
                for (int i = 0; i < ID_LETTERS; i++) {
                    bytes[at + i] = (byte) id.charAt(i);
                }
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
