package io.quotastack.metering.intake;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.internals.CompletedFetch;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Has each batch that a consumer fetched looked at before its records are decoded. Kafka has no place for that: neither
 * the consumer nor the broker bounds what a compressed record becomes, and a deserializer is asked when it has become
 * that. So this takes the place of the queue of fetches inside the consumer. It is told by name and so bound to the version
 * of Kafka's clients; should a name be another one, the intake does not start, and tests tell. It sets final fields, which
 * JDK 26 and later want to be told of when Java starts ({@code --enable-final-field-mutation}).
 */
final class FetchGuard extends ConcurrentLinkedQueue<CompletedFetch> {

    private static final long serialVersionUID = 1L;

    private final transient UnaryOperator<RecordBatch> check;

    private FetchGuard(UnaryOperator<RecordBatch> check) {
        this.check = check;
    }

    /**
     * From now on the consumer decodes what the check answers instead of each batch.
     *
     * @param consumer of the classic protocol, which has fetched nothing yet
     */
    static void install(KafkaConsumer<?, ?> consumer, UnaryOperator<RecordBatch> check) {
        try {
            Object fetcher = get(get(consumer, "delegate"), "fetcher");
            set(get(fetcher, "fetchBuffer"), "completedFetches", new FetchGuard(check));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of Kafka's clients cannot be kept from decoding too much", e);
        }
    }

    @Override
    public boolean add(CompletedFetch fetch) {
        return super.add(guarded(fetch));
    }

    @Override
    public boolean addAll(Collection<? extends CompletedFetch> fetches) {
        fetches.forEach(this::add);
        return !fetches.isEmpty();
    }

    private CompletedFetch guarded(CompletedFetch fetch) {
        try {
            @SuppressWarnings("unchecked")
            var batches = (Iterator<? extends RecordBatch>) get(fetch, "batches");
            set(fetch, "batches", new CheckedBatches(batches, check));
            return fetch;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of Kafka's clients cannot be kept from decoding too much", e);
        }
    }

    private record CheckedBatches(Iterator<? extends RecordBatch> batches, UnaryOperator<RecordBatch> check)
            implements Iterator<RecordBatch> {

        @Override
        public boolean hasNext() {
            return batches.hasNext();
        }

        @Override
        public RecordBatch next() {
            return check.apply(batches.next());
        }
    }

    private static Object get(Object owner, String name) throws ReflectiveOperationException {
        return field(owner.getClass(), name).get(owner);
    }

    private static void set(Object owner, String name, Object value) throws ReflectiveOperationException {
        field(owner.getClass(), name).set(owner, value);
    }

    private static Field field(Class<?> declaring, String name) throws NoSuchFieldException {
        for (Class<?> type = declaring; type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(name + " of " + declaring.getName());
    }
}
