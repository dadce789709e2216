package dev.portolan.archive.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.portolan.archive.GoldenArchives;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Mutated indexes end in a value or a typed error. {@code -Dportolan.fuzz=1000000} makes a long run of it. */
class ArchiveIndexFuzzTest {
    private static final int RUNS = Integer.getInteger("portolan.fuzz", 30_000);
    private static final int[] ODD = {0, 1, -1, 2, 4, 0x7fff, 0xffff, 0x10000, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final int MOST_BYTES = 2 << 20;

    @Test
    void mutated_indexes_give_a_value_or_a_typed_error_in_bounded_memory() {
        List<byte[]> seeds = List.of(GoldenArchives.index("none"), GoldenArchives.index("zstd"), small());
        List<Descriptor> data = List.of(
                GoldenArchives.dataDescriptor("none"),
                GoldenArchives.dataDescriptor("zstd"),
                Descriptor.of("x", Digest.sha256(new byte[0]), 40));
        Random random = new Random(20260102);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < seeds.size(); i++) {
            assertThat(read(seeds.get(i), data.get(i))).isTrue(); // loads the classes before memory is counted
            read(new byte[i], data.get(i));
        }
        int good = 0;
        long most = 0;
        for (int run = 0; run < RUNS; run++) {
            int seed = run % seeds.size();
            byte[] index = mutate(seeds.get(seed), random);
            long before = memory.getCurrentThreadAllocatedBytes();
            good += read(index, data.get(seed)) ? 1 : 0;
            most = Math.max(most, memory.getCurrentThreadAllocatedBytes() - before);
        }
        System.out.println(RUNS + " mutated indexes: " + good + " read, " + (RUNS - good) + " refused; at most " + most
                + " bytes were allocated for one");
        assertThat(good).isBetween(1, RUNS - 1);
        assertThat(most).isLessThan(MOST_BYTES);
    }

    private static boolean read(byte[] bytes, Descriptor data) {
        try {
            ArchiveIndex index = ArchiveIndex.open(bytes, data, 1000, "here");
            for (int i = 0; i < index.count(); i++) {
                String path = index.path(i);
                assertThat(index.find(path)).isEqualTo(i);
                assertThat(index.dataOffset(i) + index.dataSize(i)).isBetween(0L, data.size());
                assertThat(index.originalSize(i)).isNotNegative();
                assertThat(index.digest(i).hex()).hasSize(64);
                assertThat(index.mode(i)).isBetween(0, 0777);
                index.uid(i);
                index.gid(i);
                index.modifiedNanos(i);
                index.zstd(i);
            }
            return true;
        } catch (InvalidArchiveException | LimitExceededException expected) {
            return false;
        }
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] index = random.nextInt(20) == 0 ? Arrays.copyOf(seed, random.nextInt(2 * seed.length)) : seed.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && index.length >= 4; i++) {
            int at = random.nextInt(index.length - 3);
            switch (random.nextInt(5)) {
                case 0 -> index[at] = (byte) random.nextInt();
                case 1 -> index[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> putInt(index, at & ~3, ODD[random.nextInt(ODD.length)]);
                case 3 -> putInt(index, at & ~3, random.nextInt(index.length));
                default -> System.arraycopy(index, random.nextInt(index.length - 3), index, at, 1 + random.nextInt(3));
            }
        }
        return index;
    }

    private static void putInt(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    private static byte[] small() {
        IndexWriter writer = new IndexWriter();
        Digest hash = Digest.sha256(new byte[0]);
        for (int i = 0; i < 4; i++) {
            writer.add(new IndexWriter.Entry("d/" + i, 10L * i, 10, 10, hash, 0644, 1, 2, 3, false));
        }
        return writer.finish(40, hash);
    }
}
