package io.quotastack.metering.intake;

import java.time.Instant;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

import io.quotastack.core.config.Config;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.events.UsageEvent;

/**
 * Makes a command, or a dead letter, of a usage record. Of an exception the record is not the cause: try again later.
 * Only who is asked about a record, the registry and {@link KnownCustomers}, may put it off so. Whatever else goes wrong
 * is the record's fault, foreseen or not: put off, it would hold up for ever all that stands behind it.
 */
final class UsageRecordReader {

    /** As on the HTTP API: what is larger is not read. Commands made of the rest fit every topic they go through. */
    static final int MAX_BYTES = 1 << 20;

    private static final byte WIRE_FORMAT = 0;

    private final AvroUsage avro;
    private final CloudEventUsage cloudEvents = new CloudEventUsage();
    private final UsageArrival arrival;

    /**
     * Reads for one thread at a time.
     *
     * @param avro of the values of {@code usage-events}
     */
    UsageRecordReader(Deserializer<UsageEvent> avro, KnownCustomers customers) {
        this.avro = new AvroUsage(avro);
        this.arrival = new UsageArrival(new AskedCustomers(customers));
    }

    /**
     * Reads one record, once and for all: what it counts for and how its data are read is not looked at again.
     *
     * @param config the newest snapshot; the command bears its version
     * @param now the arrival: what the range of allowed timestamps counts from, for customers without a clock of their own
     */
    public Reading read(ConsumerRecord<byte[], byte[]> record, Config config, Instant now) {
        try {
            return new Reading.Usage(arrival.command(record, reported(record, config), config, now));
        } catch (UnreadableException e) {
            return new Reading.DeadLetter(e.reason());
        } catch (NotNowException e) {
            throw e.why();
        } catch (RuntimeException | StackOverflowError e) {
            return new Reading.DeadLetter(new UnreadableException("cannot be read: " + e).reason());
        }
    }

    private ReportedUsage reported(ConsumerRecord<byte[], byte[]> record, Config config) {
        Optional<String> oversize = OversizeRecords.sizeBefore(record);
        if (oversize.isPresent()) {
            throw new UnreadableException("the record has " + oversize.get() + " bytes, more than are read");
        }
        byte[] value = record.value();
        if (value != null && value.length > MAX_BYTES) {
            throw new UnreadableException("the value has " + value.length + " bytes, more than " + MAX_BYTES);
        }
        if (value != null && value.length > 0 && value[0] == WIRE_FORMAT) {
            return avro.read(record);
        }
        EventHeaders headers = EventHeaders.read(record.headers());
        if ((value == null || value.length == 0) && !CloudEventUsage.isBinary(headers)) {
            throw new UnreadableException("the record has no value");
        }
        return cloudEvent(record, headers, config);
    }

    /** Whatever the library stumbles over, it is the record's fault. */
    private ReportedUsage cloudEvent(ConsumerRecord<byte[], byte[]> record, EventHeaders headers, Config config) {
        try {
            return cloudEvents.read(record, headers, config);
        } catch (UnreadableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnreadableException("not a CloudEvent: " + e);
        }
    }

    /** Tells what customers are the cause of from what the record is the cause of. */
    private record AskedCustomers(KnownCustomers customers) implements KnownCustomers {

        @Override
        public boolean customerExists(CustomerKey customer) {
            try {
                return customers.customerExists(customer);
            } catch (RuntimeException e) {
                throw new NotNowException(e);
            }
        }

        @Override
        public Optional<Instant> testClock(CustomerKey customer) {
            try {
                return customers.testClock(customer);
            } catch (RuntimeException e) {
                throw new NotNowException(e);
            }
        }
    }
}
