package io.quotastack.standalone.doctor;

import java.util.List;

import io.quotastack.nodes.start.BoundPort;
import io.quotastack.nodes.start.BoundPort.Wanted;
import io.quotastack.nodes.start.CannotStartException;

/** Whether the ports that a start wants are free. */
final class PortsCheck {

    private PortsCheck() {}

    static List<Finding> of(List<Wanted> ports) {
        return ports.stream().map(PortsCheck::of).toList();
    }

    private static Finding of(Wanted wanted) {
        String subject = "port " + wanted.port();
        try {
            BoundPort.expectFree(List.of(wanted));
            return Finding.ok(subject, "free (" + wanted.option() + ")");
        } catch (CannotStartException e) {
            return Finding.wrong(subject, String.valueOf(e.getMessage()),
                    "stop what has it, or give another " + wanted.option());
        }
    }
}
