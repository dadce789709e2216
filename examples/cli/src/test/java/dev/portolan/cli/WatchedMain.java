package dev.portolan.cli;

import java.lang.management.ManagementFactory;

/** The command, which says at its end how many threads it had at most. */
final class WatchedMain {
    private WatchedMain() {}

    public static void main(String[] args) {
        int exit = Main.execute(StandardOutput.open(), null, args);
        System.err.println("threads=" + ManagementFactory.getThreadMXBean().getPeakThreadCount());
        System.exit(exit);
    }
}
