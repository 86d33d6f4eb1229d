package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Puts faults into a JSON body: into its values first, then perhaps into its text and its bytes. */
final class FaultyJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What no library writes, each in the place of a value. */
    private static final List<String> ODD_VALUES = List.of("1e9999999999", "-1e-9999999999", "1E400", "0e0", "-0",
            "1.0",
            "1.5", "01", "+1", "0x1F", ".5", "5.", "1e", "NaN", "Infinity", "nul", "True", "'a'", "undefined", "{a:1}",
            "[1,]", "[1 2]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\x41\"",
            "\"\\u00\"", "\"\t\"", "\"a", "/* x */ 1", "// x\n1", "99999999999999999999999999", "9007199254740993",
            "[".repeat(2_000) + "]".repeat(2_000), "{\"a\":".repeat(900) + "1" + "}".repeat(900), "[".repeat(20_000),
            "\"" + "x".repeat(30_000) + "\"", "1" + "0".repeat(1_500), "0." + "0".repeat(1_500) + "1",
            "[" + "0,".repeat(8_000) + "0]");

    private FaultyJson() {}

    static byte[] of(JsonNode valid, RandomGenerator random) {
        JsonNode value = valid.deepCopy();
        for (int faults = random.nextInt(3); faults > 0; faults--) {
            value = withFault(value, random);
        }
        byte[] bytes = random.nextInt(3) == 0
                ? withOddValue(value.toString(), random)
                : value.toString().getBytes(UTF_8);
        return random.nextInt(5) == 0 ? withBrokenBytes(bytes, random) : bytes;
    }

    private static JsonNode withFault(JsonNode root, RandomGenerator random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        if (containers.isEmpty() || random.nextInt(20) == 0) {
            return value(random);
        }
        switch (containers.get(random.nextInt(containers.size()))) {
            case ObjectNode object -> {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                String name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
                switch (random.nextInt(4)) {
                    case 0 -> object.remove(name);
                    case 1 -> object.set(OddTexts.any(random), value(random));
                    default -> object.set(name, value(random));
                }
            }
            case ArrayNode array -> {
                for (int more = random.nextInt(8) == 0 ? 1_100 : 1; more > 0; more--) {
                    array.add(random.nextBoolean() || array.isEmpty() ? value(random) : array.get(0));
                }
            }
            default -> throw new IllegalStateException("no container");
        }
        return root;
    }

    private static void collect(JsonNode node, List<JsonNode> into) {
        if (node.isContainerNode()) {
            into.add(node);
            node.forEach(child -> collect(child, into));
        }
    }

    private static JsonNode value(RandomGenerator random) {
        return switch (random.nextInt(9)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextLong());
            case 3 -> JSON.numberNode(Long.MIN_VALUE);
            case 4 -> JSON.numberNode(random.nextDouble() * 1e300);
            case 5 -> JSON.objectNode();
            case 6 -> JSON.arrayNode().add(JSON.arrayNode());
            default -> JSON.textNode(OddTexts.any(random));
        };
    }

    /** In the place of what stands behind one of its colons, or of all of it. */
    private static byte[] withOddValue(String json, RandomGenerator random) {
        String odd = ODD_VALUES.get(random.nextInt(ODD_VALUES.size()));
        List<Integer> places = new ArrayList<>();
        for (int i = json.indexOf(':'); i >= 0; i = json.indexOf(':', i + 1)) {
            places.add(i + 1);
        }
        if (places.isEmpty()) {
            return odd.getBytes(UTF_8);
        }
        int from = places.get(random.nextInt(places.size()));
        int comma = json.indexOf(',', from);
        int end = comma < 0 ? json.length() - 1 : comma;
        return (json.substring(0, from) + odd + json.substring(end)).getBytes(UTF_8);
    }

    private static byte[] withBrokenBytes(byte[] bytes, RandomGenerator random) {
        byte[] broken = bytes.clone();
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(broken, random.nextInt(broken.length + 1));
            case 1 -> ("\u00ef\u00bb\u00bf" + new String(broken, ISO_8859_1)).getBytes(ISO_8859_1);
            case 2 -> new String(broken, UTF_8).getBytes(java.nio.charset.StandardCharsets.UTF_16);
            case 3 -> (new String(broken, ISO_8859_1) + new String(broken, ISO_8859_1)).getBytes(ISO_8859_1);
            default -> {
                for (int flips = 1 + random.nextInt(4); flips > 0 && broken.length > 0; flips--) {
                    broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
                }
                yield broken;
            }
        };
    }
}
