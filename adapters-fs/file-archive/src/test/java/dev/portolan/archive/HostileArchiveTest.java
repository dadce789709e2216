package dev.portolan.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.error.OciException;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of which index or data were tampered with, pushed as if they were right. */
class HostileArchiveTest {
    private static final int RUNS = 400;

    @TempDir
    Path temporary;

    @Test
    void extraction_writes_only_valid_files_inside_the_destination() throws IOException {
        Random random = new Random(59);
        int extracted = 0;
        for (int run = 0; run < RUNS; run++) {
            byte[] index = GoldenArchives.index(run % 2 == 0 ? "none" : "zstd");
            byte[] data = GoldenArchives.data(run % 2 == 0 ? "none" : "zstd");
            forgetDataHash(index);
            for (int i = 0; i <= random.nextInt(3); i++) {
                byte[] victim = random.nextInt(3) == 0 ? index : data;
                victim[random.nextInt(victim.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Path destination =
                    Files.createDirectory(temporary.resolve("run" + run)).resolve("out");
            extracted += extract(index, data, destination) ? 1 : 0;
            try (Stream<Path> beside = Files.list(temporary.resolve("run" + run))) {
                assertThat(beside.map(path -> path.getFileName().toString())).isSubsetOf("out");
            }
        }
        assertThat(extracted).isBetween(1, RUNS - 1);
    }

    private static boolean extract(byte[] index, byte[] data, Path destination) throws IOException {
        Fixture fixture = new Fixture();
        fixture.put(index, data);
        try (FileArchives archives = fixture.archives().build();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            archive.extract(destination, ExtractOptions.defaults());
            for (Map.Entry<String, byte[]> file : Fixture.read(destination).entrySet()) {
                ArchiveEntry entry = archive.stat(file.getKey()).orElseThrow();
                assertThat(entry.digest()).contains(Digest.sha256(file.getValue()));
                assertThat(archive.read(file.getKey())).isEqualTo(file.getValue());
            }
            return true;
        } catch (OciException expected) {
            assertThat(destination).doesNotExist();
            return false;
        }
    }

    /** Lets the index say nothing of the data's hash, so that damage of the data is not found at once. */
    private static void forgetDataHash(byte[] index) {
        int table = integer(index, 0);
        int vtable = table - integer(index, table);
        index[vtable + 12] = 0;
        index[vtable + 13] = 0;
    }

    private static int integer(byte[] bytes, int at) {
        return bytes[at] & 0xff
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }
}
