package io.quotastack.platform.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.transport.OwnerCalls.Answer;
import io.quotastack.platform.transport.OwnerCalls.Effect;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;

/** Whom a call goes to, and when it is sent again: two nodes that do as they are told, behind real internal ports. */
@Timeout(60)
class OwnerCallsTest {

    private static final int PARTITIONS = 4;
    private static final byte[] BODY = "body".getBytes(UTF_8);
    private static final TenantEnvironment ACME = new TenantEnvironment(new UUID(1, 2), Environment.TEST);

    private final Map<Integer, NodeAddress> owners = new ConcurrentHashMap<>();
    private final InternalClient client = new InternalClient(Optional.empty());
    private final Node one = new Node();
    private final Node two = new Node();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        goOn.countDown();
        client.close();
        one.port.close();
        two.port.close();
    }

    private OwnerCalls calls(Duration inAll) {
        return new OwnerCalls(client, List.of(one.address, two.address), "owners",
                new OwnerCalls.Patience(inAll, Duration.ofMillis(500)));
    }

    private Answer call(Effect effect, Duration inAll) {
        try (OwnerCalls calls = calls(inAll)) {
            return calls.call(map -> 0, "do", BODY, effect);
        }
    }

    private Answer call(Effect effect) {
        return call(effect, Duration.ofSeconds(5));
    }

    @Test
    void aCallGoesToTheOwnerAndToNobodyElse() {
        owners.put(0, two.address);

        Answer answer = call(Effect.EACH_TIME);

        assertThat(answer.bytes()).isEqualTo(BODY);
        assertThat(answer.maybeDoneBefore()).isFalse();
        assertThat(one.came).isEmpty();
        assertThat(two.came).containsExactly("body");
    }

    @Test
    void aCallFollowsWhatHasMovedWhateverItDoes() {
        one.otherwise = bytes -> {
            owners.put(0, two.address);
            throw new ShardMovedException();
        };
        for (Effect effect : Effect.values()) {
            owners.put(0, one.address);

            assertThat(call(effect).maybeDoneBefore()).as("%s", effect).isFalse();
        }
        assertThat(one.came).hasSizeGreaterThanOrEqualTo(3);
        assertThat(two.came).hasSize(3);
    }

    @Test
    void anOwnerThatTakesNoConnectionHasDoneNothing() {
        var gone = new Node();
        gone.port.close();
        owners.put(0, gone.address);
        one.whenAsked = () -> owners.put(0, two.address);
        two.whenAsked = one.whenAsked;
        try (OwnerCalls calls = calls(Duration.ofSeconds(5))) {
            owners.put(0, gone.address);

            assertThat(calls.call(map -> 0, "do", BODY, Effect.EACH_TIME).maybeDoneBefore()).isFalse();
        }
        assertThat(two.came).containsExactly("body");
    }

    @Test
    void whatMayBeDoneIsSentAgainWhereThatDoesNothingMore() {
        owners.put(0, one.address);
        one.next.add(bytes -> {
            throw new OutcomePendingException("it moves");
        });

        Answer answer = call(Effect.ONCE_HOWEVER_OFTEN);

        assertThat(answer.maybeDoneBefore()).isTrue();
        assertThat(one.came).containsExactly("body", "body");
    }

    @Test
    void whatMayBeDoneIsNeverSentAgainWhereThatDoesMore() {
        owners.put(0, one.address);
        one.next.add(bytes -> {
            throw new OutcomePendingException("it moves");
        });

        assertThatThrownBy(() -> call(Effect.EACH_TIME)).isInstanceOf(OutcomePendingException.class);

        assertThat(one.came).containsExactly("body");
    }

    @Test
    void anOwnerThatIsSilentMayHaveDoneIt() {
        owners.put(0, one.address);
        one.next.add(bytes -> {
            awaitStop();
            return bytes;
        });

        assertThatThrownBy(() -> call(Effect.EACH_TIME)).isInstanceOf(OutcomePendingException.class);
        assertThat(call(Effect.NONE).bytes()).isEqualTo(BODY);
    }

    @Test
    void aQuestionIsAskedAgainWhateverHappened() {
        owners.put(0, one.address);
        one.next.add(bytes -> {
            throw new OutcomePendingException("who knows");
        });

        assertThat(call(Effect.NONE).bytes()).isEqualTo(BODY);
    }

    @Test
    void patienceEndsAsUnavailableWhereNothingWasDone() {
        assertThatThrownBy(() -> call(Effect.ONCE_HOWEVER_OFTEN, Duration.ofSeconds(1)))
                .isInstanceOf(UnavailableException.class).hasMessageContaining("moving between nodes");
    }

    @Test
    void patienceEndsAsPendingWhereItMayHaveBeenDone() {
        owners.put(0, one.address);
        one.next.add(bytes -> {
            owners.clear();
            throw new OutcomePendingException("it moves");
        });
        one.otherwise = bytes -> {
            throw new ShardMovedException();
        };

        assertThatThrownBy(() -> call(Effect.ONCE_HOWEVER_OFTEN, Duration.ofSeconds(1)))
                .isInstanceOf(OutcomePendingException.class);
    }

    @Test
    void aRefusalOfTheOwnerIsToldAtOnceUnlessAnEarlierCopyMayBeDone() {
        owners.put(0, one.address);
        InternalCall overloaded = bytes -> {
            throw new OverloadedException("too much waits");
        };
        one.next.add(overloaded);
        assertThatThrownBy(() -> call(Effect.ONCE_HOWEVER_OFTEN)).isExactlyInstanceOf(OverloadedException.class);

        one.next.add(bytes -> {
            throw new OutcomePendingException("it moves");
        });
        one.next.add(overloaded);
        assertThatThrownBy(() -> call(Effect.ONCE_HOWEVER_OFTEN)).isInstanceOf(OutcomePendingException.class);
    }

    @Test
    void allAreAskedForWhatTheyOwnAndAnewWhenOneHasMoved() {
        owners.putAll(Map.of(0, one.address, 1, two.address, 2, one.address, 3, two.address));
        two.otherwise = bytes -> {
            if (new String(bytes, UTF_8).contains("3")) {
                owners.put(3, one.address);
                throw new ShardMovedException();
            }
            return bytes;
        };
        try (OwnerCalls calls = calls(Duration.ofSeconds(5))) {
            List<byte[]> answers = calls.callAll("do", OwnerMap::all,
                    partitions -> new TreeSet<>(partitions).toString().getBytes(UTF_8));

            assertThat(answers).extracting(bytes -> new String(bytes, UTF_8)).containsExactlyInAnyOrder("[0, 2, 3]",
                    "[1]");
        }
    }

    @Test
    void aListWithAPartitionThatNobodyHasIsNoList() {
        owners.putAll(Map.of(0, one.address, 1, two.address, 2, one.address));
        try (OwnerCalls calls = calls(Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> calls.callAll("do", OwnerMap::all, partitions -> BODY))
                    .isInstanceOf(UnavailableException.class);
        }
        assertThat(one.came).isEmpty();
    }

    @Test
    void ofABatchOnlyWhatNobodyTookIsSentAgain() {
        owners.putAll(Map.of(0, one.address, 1, two.address, 2, one.address, 3, two.address));
        two.otherwise = bytes -> {
            owners.replaceAll((partition, before) -> one.address);
            throw new ShardMovedException();
        };
        List<CustomerKey> customers = List.of("a", "b", "c", "d", "e", "f", "g", "h").stream()
                .map(name -> CustomerKey.ofExternalId(ACME, name)).toList();
        var map = new OwnerMap(PARTITIONS, Map.of());
        Set<String> ofTwo = customers.stream().filter(customer -> map.partitionOf(customer) % 2 == 1)
                .map(CustomerKey::toString).collect(Collectors.toSet());
        assertThat(ofTwo).isNotEmpty().hasSizeLessThan(customers.size());
        try (OwnerCalls calls = calls(Duration.ofSeconds(5))) {
            calls.split("do", customers, customer -> customer,
                    some -> some.stream().map(CustomerKey::toString).collect(Collectors.joining(","))
                            .getBytes(UTF_8));
        }

        assertThat(one.came).hasSize(2);
        assertThat(Set.of(one.came.getLast().split(",", -1))).isEqualTo(ofTwo);
        assertThat(String.join(",", one.came).split(",", -1)).containsExactlyInAnyOrderElementsOf(
                customers.stream().map(CustomerKey::toString).toList());
    }

    @Test
    void aBatchOfWhichOneOwnerTookItsPartIsNotCalledUndone() {
        owners.putAll(Map.of(0, one.address, 1, two.address, 2, one.address, 3, two.address));
        two.otherwise = bytes -> {
            throw new OverloadedException("too much waits");
        };
        List<CustomerKey> customers = List.of("a", "b", "c", "d", "e", "f", "g", "h").stream()
                .map(name -> CustomerKey.ofExternalId(ACME, name)).toList();
        try (OwnerCalls calls = calls(Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> calls.split("do", customers, customer -> customer, some -> BODY))
                    .isInstanceOf(OutcomePendingException.class);
            one.otherwise = two.otherwise;
            assertThatThrownBy(() -> calls.split("do", customers, customer -> customer, some -> BODY))
                    .isInstanceOf(OverloadedException.class);
        }
    }

    private void awaitStop() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Node {

        private final List<String> came = new CopyOnWriteArrayList<>();
        /** What becomes of the next calls; of further ones, {@link #otherwise}. */
        private final Queue<InternalCall> next = new ConcurrentLinkedQueue<>();
        private volatile InternalCall otherwise = bytes -> bytes;
        private volatile Runnable whenAsked = () -> {};
        private final InternalServer port = new InternalServer(
                InternalServer.Settings.of("127.0.0.1", 0, Optional.empty()), Map.of("owners", this::owners, "do",
                        this::act));
        private final NodeAddress address;

        private Node() {
            port.start();
            address = new NodeAddress("127.0.0.1", port.port());
        }

        private byte[] owners(byte[] nothing) {
            byte[] known = new OwnerMap(PARTITIONS, new HashMap<>(owners)).write();
            whenAsked.run();
            return known;
        }

        private byte[] act(byte[] bytes) {
            came.add(new String(bytes, UTF_8));
            return Optional.ofNullable(next.poll()).orElse(otherwise).answer(bytes);
        }
    }
}
