package dev.portolan.examples.benchmarks;

import java.util.List;

/**
 * Something to measure: an artifact of files of one size, pushed or pulled.
 *
 * @param name as in tables
 * @param push whether it is pushed; otherwise it is pulled
 * @param files how many
 * @param size of each, in bytes
 */
record Job(String name, boolean push, int files, long size) {
    /** Returns the usual jobs. Sizes shrink by a factor, so that a first run is short. */
    static List<Job> usual(int smaller) {
        long mib = 1 << 20;
        return List.of(
                new Job("pull 1 x " + 256 / smaller + " MiB", false, 1, 256 * mib / smaller),
                new Job("pull 200 x 64 KiB", false, 200, 64 << 10),
                new Job("pull 8 x " + 32 / smaller + " MiB", false, 8, 32 * mib / smaller),
                new Job("push 200 x 64 KiB", true, 200, 64 << 10),
                new Job("push 1 x " + 256 / smaller + " MiB", true, 1, 256 * mib / smaller));
    }
}
