package dev.portolan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import dev.portolan.archive.index.IndexWriter;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid indexes that describe a file wrongly. */
class LyingArchiveTest {
    private static final long MOST_MEMORY = 48 << 20;

    private final Fixture fixture = new Fixture();

    @TempDir
    Path temporary;

    /** The bytes in the data, and their description in the index. */
    private enum Lie {
        A_BOMB_BEHIND_A_SMALL_FILE(Zstd.compress(new byte[64 << 20]), 10, new byte[10]),
        A_BOMB_BEHIND_A_LARGE_FILE(
                join(Zstd.compress(Fixture.noise(2 << 20)), Zstd.compress(new byte[64 << 20])),
                2 << 20,
                Fixture.noise(2 << 20)),
        MORE_THAN_THERE_IS(Zstd.compress("hello".getBytes()), 6, "hello".getBytes()),
        VERY_MUCH_MORE_THAN_THERE_IS(Zstd.compress("hello".getBytes()), 200 << 20, "hello".getBytes()),
        LESS_THAN_THERE_IS(Zstd.compress("hello".getBytes()), 4, "hell".getBytes()),
        NOTHING_WHERE_THERE_IS_SOMETHING(Zstd.compress("hello".getBytes()), 0, "hello".getBytes()),
        ANOTHER_HASH(Zstd.compress("hello".getBytes()), 5, "jello".getBytes()),
        NO_FRAME("hello".getBytes(), 5, "hello".getBytes()),
        HALF_A_FRAME(Arrays.copyOf(Zstd.compress(Fixture.noise(1000)), 500), 1000, Fixture.noise(1000)),
        HALF_A_LARGE_FRAME(
                Arrays.copyOf(Zstd.compress(Fixture.noise(3 << 20)), 2 << 20), 3 << 20, Fixture.noise(3 << 20)),
        MORE_AFTER_THE_FRAME(join(Zstd.compress("hello".getBytes()), new byte[9]), 5, "hello".getBytes());

        private final byte[] stored;
        private final long saidSize;
        private final Digest saidHash;

        Lie(byte[] stored, long saidSize, byte[] saidContent) {
            this.stored = stored;
            this.saidSize = saidSize;
            this.saidHash = Digest.sha256(saidContent);
        }
    }

    private interface Reading {
        void of(FileArchive archive) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void a_bad_file_is_detected_however_it_is_read(Lie lie) {
        put(lie.stored, new IndexWriter.Entry("f", 0, lie.stored.length, lie.saidSize, lie.saidHash, 0, 0, 0, 0, true));

        assertRefused(archive -> archive.open("f").transferTo(OutputStream.nullOutputStream()));
        assertRefused(archive ->
                archive.readDirectory("", (file, content) -> content.transferTo(OutputStream.nullOutputStream())));
        assertRefused(archive -> channel(archive, 0));
        assertRefused(archive -> channel(archive, lie.saidSize / 2));
        assertRefused(archive -> archive.extract(temporary.resolve("out"), ExtractOptions.defaults()));
        assertThat(temporary).isEmptyDirectory();
    }

    /** Reads a little at a position, and then to the end. */
    private static void channel(FileArchive archive, long position) throws IOException {
        try (SeekableByteChannel channel = archive.openChannel("f").position(position)) {
            ByteBuffer buffer = ByteBuffer.allocate(100_000);
            while (channel.read(buffer) >= 0) {
                buffer.clear();
            }
        }
    }

    private void assertRefused(Reading reading) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        try (FileArchives archives = fixture.archives().build();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            assertThatThrownBy(() -> reading.of(archive))
                    .isInstanceOf(ContentMismatchException.class)
                    .hasMessageContaining("\"f\"");
        }
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_MEMORY);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000_000, 3_000_000})
    void data_shorter_than_its_descriptor_says_is_an_error_and_leaves_no_file(long end) {
        byte[] small = Fixture.noise(900_000);
        byte[] large = Fixture.noise(3 << 20);
        put(
                join(small, large),
                new IndexWriter.Entry("f", 0, small.length, small.length, Digest.sha256(small), 0, 0, 0, 0, false),
                new IndexWriter.Entry(
                        "g", small.length, large.length, large.length, Digest.sha256(large), 0, 0, 0, 0, false));
        fixture.repository.endAt(end);
        try (FileArchives archives = fixture.archives().build();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            List<String> good = new ArrayList<>();
            assertThatThrownBy(() -> archive.read("g")).isInstanceOf(OciException.class);
            assertThatThrownBy(() -> archive.readDirectory("", (file, content) -> good.add(copy(file, content))))
                    .isInstanceOf(OciException.class);
            assertThat(good).isEqualTo(end < small.length ? List.of() : List.of("f"));
            assertThatThrownBy(() -> archive.openUnverified("g")
                            .position(large.length - 1)
                            .read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> archive.extract(temporary.resolve("out"), ExtractOptions.defaults()))
                    .isInstanceOf(OciException.class);
            assertThatThrownBy(() -> archive.save(temporary.resolve("index"), temporary.resolve("data")))
                    .isInstanceOf(ContentMismatchException.class);
        }
        assertThat(temporary).isEmptyDirectory();
    }

    private static String copy(ArchiveEntry file, InputStream content) throws IOException {
        content.transferTo(OutputStream.nullOutputStream());
        return file.path();
    }

    @Test
    void an_extraction_over_the_limit_is_refused_before_anything_is_written() throws IOException {
        fixture.golden("zstd");
        PullOptions options =
                PullOptions.defaults().withLimits(ArchiveLimits.defaults().withMaxTotalSize(170_000));
        try (FileArchives archives = fixture.archives().build();
                FileArchive archive = archives.pull(Fixture.PLACE, options)) {
            fixture.repository.forget();
            assertThatThrownBy(() -> archive.extract(temporary.resolve("out"), ExtractOptions.defaults()))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("maxTotalSize");
            assertThat(fixture.repository.requests()).isEmpty();
            assertThat(temporary.resolve("out")).doesNotExist();

            archive.extract("docs", temporary.resolve("docs"), ExtractOptions.defaults());
            assertThat(Fixture.read(temporary.resolve("docs"))).hasSize(1);
        }
    }

    @Test
    void control_characters_in_a_name_are_escaped() {
        byte[] content = "hello".getBytes();
        put(content, new IndexWriter.Entry("\u001b[2Jx\n", 0, 5, 5, Digest.sha256(new byte[0]), 0, 0, 0, 0, false));
        try (FileArchives archives = fixture.archives().build();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            assertThatThrownBy(() -> archive.read("\u001b[2Jx\n"))
                    .isInstanceOf(ContentMismatchException.class)
                    .hasMessageContaining("\\u001b[2Jx\\u000a")
                    .message()
                    .matches("\\P{Cntrl}*");
        }
    }

    @Test
    void data_that_was_deleted_meanwhile_is_reported_as_such() throws IOException {
        Path index = Files.write(temporary.resolve("index"), GoldenArchives.index("zstd"));
        Path data = Files.write(temporary.resolve("data"), GoldenArchives.data("zstd"));
        try (FileArchives archives = fixture.archives().build();
                FileArchive archive = archives.openFiles(index, data)) {
            Files.delete(data);
            assertThatThrownBy(() -> archive.read("a.txt"))
                    .isInstanceOf(OciException.class)
                    .hasMessageContaining(data.toString());
        }
    }

    private void put(byte[] data, IndexWriter.Entry... entries) {
        IndexWriter writer = new IndexWriter();
        List.of(entries).forEach(writer::add);
        fixture.put(writer.finish(data.length, Digest.sha256(data)), data);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
