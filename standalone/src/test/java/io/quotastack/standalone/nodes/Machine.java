package io.quotastack.standalone.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.utility.DockerImageName;

import com.github.dockerjava.api.model.ContainerNetwork;

/** A container as a machine: in several networks, and it can die and come back with its files, or lose one of its networks. */
final class Machine extends GenericContainer<Machine> {

    private final List<Place> places = new ArrayList<>();

    /** A network, and by what names it is known there. */
    private record Place(Network network, List<String> names) {}

    Machine(String image) {
        super(DockerImageName.parse(image));
    }

    /** The network that it is in first. */
    Machine in(Network network, String... names) {
        return withNetwork(network).withNetworkAliases(names);
    }

    Machine meetsIn(Network network, String... names) {
        places.add(new Place(network, List.of(names)));
        return this;
    }

    void publish(int hostPort, int port) {
        addFixedExposedPort(hostPort, port);
    }

    @Override
    protected void containerIsCreated(String id) {
        places.forEach(place -> dockerClient.connectToNetworkCmd().withContainerId(id)
                .withNetworkId(place.network().getId())
                .withContainerNetwork(new ContainerNetwork().withAliases(place.names())).exec());
    }

    void join(Network network) {
        dockerClient.connectToNetworkCmd().withContainerId(getContainerId()).withNetworkId(network.getId()).exec();
    }

    void leave(Network network) {
        dockerClient.disconnectFromNetworkCmd().withContainerId(getContainerId()).withNetworkId(network.getId())
                .withForce(true).exec();
    }

    void kill9() throws InterruptedException {
        dockerClient.killContainerCmd(getContainerId()).withSignal("KILL").exec();
        while (isRunning()) {
            Thread.sleep(20);
        }
    }

    void startAgain() {
        dockerClient.startContainerCmd(getContainerId()).exec();
    }

    void awaitHealthy(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!isHealthy()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IllegalStateException("not healthy:\n" + getLogs());
            }
            Thread.sleep(100);
        }
    }

    void keepLogs(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, isCreated() ? getLogs() : "never made");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For one whose start is known otherwise. */
    static WaitStrategy nothing() {
        return new AbstractWaitStrategy() {
            @Override
            protected void waitUntilReady() {
                // Whoever starts it knows what to wait for.
            }
        };
    }
}
