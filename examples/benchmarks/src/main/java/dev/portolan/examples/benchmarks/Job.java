package dev.portolan.examples.benchmarks;

import java.util.List;

/**
 * Something to measure with an artifact of files of one size.
 *
 * @param name as in tables
 * @param action what is done with it
 * @param far whether the registry is behind the relay
 * @param tree whether the files are in one directory, which is one layer, instead of a layer each
 * @param files how many
 * @param size of each, in bytes
 */
record Job(String name, Action action, boolean far, boolean tree, int files, long size) {
    private static final long MIB = 1 << 20;

    /** What a program does. */
    enum Action {
        /** Writes files to a folder; crane and skopeo, which know only images, write a layout. */
        PULL,
        /** Sends files to a repository that does not exist yet. */
        PUSH,
        /** Writes a layout. */
        COPY
    }

    /** Returns a job through the relay. */
    static Job far(String name, Action action, int files, long size) {
        return new Job(name, action, true, false, files, size);
    }

    /** Returns the usual jobs. Large files and trees shrink by a factor, so that a first run is short. */
    static List<Job> usual(int smaller) {
        int tree = Math.max(1, 10_000 / smaller);
        return List.of(
                far("pull 1 x " + 256 / smaller + " MiB", Action.PULL, 1, 256 * MIB / smaller),
                far("pull 200 x 64 KiB", Action.PULL, 200, 64 << 10),
                far("pull 8 x " + 32 / smaller + " MiB", Action.PULL, 8, 32 * MIB / smaller),
                far("push 200 x 64 KiB", Action.PUSH, 200, 64 << 10),
                far("push 1 x " + 256 / smaller + " MiB", Action.PUSH, 1, 256 * MIB / smaller),
                near("pull " + 1024 / smaller + " MiB", Action.PULL, 1024 * MIB / smaller),
                near("push " + 1024 / smaller + " MiB", Action.PUSH, 1024 * MIB / smaller),
                near("copy " + 1024 / smaller + " MiB to a layout", Action.COPY, 1024 * MIB / smaller),
                new Job("loopback, push a directory of " + tree + " files", Action.PUSH, false, true, tree, 1 << 10),
                new Job("loopback, pull it", Action.PULL, false, true, tree, 1 << 10));
    }

    private static Job near(String name, Action action, long size) {
        return new Job("loopback, " + name, action, false, false, 1, size);
    }
}
