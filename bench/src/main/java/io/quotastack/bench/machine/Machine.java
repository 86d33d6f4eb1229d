package io.quotastack.bench.machine;

import java.lang.management.ManagementFactory;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/** What a figure was measured on. */
public final class Machine {

    private static final double GIBIBYTE = 1 << 30;

    private Machine() {}

    public static String text() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return String.format(Locale.ROOT, "%d cores, %.0f GiB, %s %s, Java %s, load average %.1f at the start",
                system.getAvailableProcessors(), system.getTotalMemorySize() / GIBIBYTE, system.getName(),
                system.getArch(), Runtime.version().feature(), system.getSystemLoadAverage());
    }
}
