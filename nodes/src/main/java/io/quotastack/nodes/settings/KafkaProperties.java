package io.quotastack.nodes.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The properties of Kafka's clients that are passed on to all of ours: how the cluster is reached. They are those that each
 * client has, the admin client, consumers, producers and Streams. All else, such as acknowledgements and isolation, is ours
 * to set, since the books depend on it.
 */
final class KafkaProperties {

    static final String PREFIX = "kafka.";

    private static final Set<String> OURS = Set.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG, CommonClientConfigs.CLIENT_ID_CONFIG,
            CommonClientConfigs.RETRIES_CONFIG, CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);

    private KafkaProperties() {}

    /** With the prefix, sorted. */
    static Set<String> names() {
        var names = new TreeSet<String>();
        AdminClientConfig.configNames().stream().filter(name -> !OURS.contains(name))
                .forEach(name -> names.add(PREFIX + name));
        return names;
    }

    /** Whether some client of Kafka knows it, and it is not for setting; with the prefix. */
    static boolean isOurs(String name) {
        return name.startsWith(PREFIX) && !names().contains(name)
                && Stream
                        .of(AdminClientConfig.configNames(), ProducerConfig.configNames(), ConsumerConfig.configNames(),
                                StreamsConfig.configDef().names())
                        .anyMatch(known -> known.contains(name.substring(PREFIX.length())));
    }

    /** What is wrong with them, taken together; names without the prefix. */
    static List<String> faults(Map<String, String> properties) {
        List<String> faults = new ArrayList<>();
        String protocol = properties.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
        unless(protocol.startsWith("SASL_"), "sasl.", protocol, properties, faults);
        unless(protocol.endsWith("SSL"), "ssl.", protocol, properties, faults);
        if (protocol.startsWith("SASL_") && !properties.containsKey(SaslConfigs.SASL_JAAS_CONFIG)) {
            faults.add(PREFIX + SaslConfigs.SASL_JAAS_CONFIG + " is not set, and " + PREFIX
                    + CommonClientConfigs.SECURITY_PROTOCOL_CONFIG + " is " + protocol);
        }
        var config = new HashMap<String, Object>(properties);
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        try {
            var unused = new AdminClientConfig(config);
        } catch (ConfigException e) {
            // Kafka shows no value of a password.
            faults.add(PREFIX + "*: " + e.getMessage());
        }
        return faults;
    }

    /** A property that would not be used tells of another one that is missing: without it, all would go in the clear. */
    private static void unless(boolean used, String prefix, String protocol, Map<String, String> properties,
            List<String> faults) {
        if (!used) {
            properties.keySet().stream().filter(name -> name.startsWith(prefix)).sorted()
                    .forEach(name -> faults.add(PREFIX + name + " is set, but " + PREFIX
                            + CommonClientConfigs.SECURITY_PROTOCOL_CONFIG + " is " + protocol));
        }
    }
}
