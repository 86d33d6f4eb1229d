package io.quotastack.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

class ShardedMapTest {

    @Test
    void isAsAMapIsAndLeavesTheOneBeforeAsItWas() {
        var random = new Random(20_261_126);
        Map<String, Integer> model = new HashMap<>();
        ShardedMap<String, Integer> map = ShardedMap.empty();
        for (int step = 0; step < 2_000; step++) {
            Map<String, Integer> before = new HashMap<>(model);
            ShardedMap<String, Integer> left = map;
            Map<String, Integer> put = new HashMap<>();
            Set<String> removed = new HashSet<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                put.put("k" + random.nextInt(1_000), step);
                removed.add("k" + random.nextInt(1_000));
            }
            model.putAll(put);
            model.keySet().removeAll(removed);

            map = map.with(put, removed);

            assertThat(entries(map)).isEqualTo(model);
            assertThat(map.size()).isEqualTo(model.size());
            assertThat(entries(left)).isEqualTo(before);
        }
        assertThat(map.get("nobody")).isEmpty();
        assertThat(map.values().count()).isEqualTo(map.size());
    }

    private static Map<String, Integer> entries(ShardedMap<String, Integer> map) {
        return map.entries().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
