package dev.portolan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.error.StorageException;
import dev.portolan.fs.pack.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads that end early: closing, interrupts, executors without threads. */
@Timeout(60)
class ClosingTest {
    private final Fixture fixture = new Fixture();

    @TempDir
    Path temporary;

    @Test
    void a_closed_archive_refuses_reads() {
        FileArchive archive = fixture.golden("zstd").archives().build().pull(Fixture.PLACE);
        archive.close();
        archive.close();
        assertClosed(archive);
    }

    @Test
    void a_closed_archive_in_local_files_refuses_reads() throws IOException {
        FileArchive archive = openFiles();
        archive.close();
        assertClosed(archive);
    }

    private void assertClosed(FileArchive archive) {
        assertThatThrownBy(() -> archive.read("a.txt"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the archive is closed");
        assertThatThrownBy(() -> archive.extract(temporary.resolve("out"), ExtractOptions.defaults()))
                .isInstanceOf(StorageException.class);
        assertThat(temporary.resolve("out")).doesNotExist();
        assertThat(archive.exists("a.txt")).isTrue();
    }

    private FileArchive openFiles() throws IOException {
        Path index = Files.write(temporary.resolve("index"), GoldenArchives.index("none"));
        Path data = Files.write(temporary.resolve("data"), GoldenArchives.data("none"));
        return fixture.archives().build().openFiles(index, data);
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZSTD"})
    void reading_a_closed_stream_of_a_large_file_fails(Compression compression) throws IOException {
        fixture.push(temporary, ArchivePacker.builder().compression(compression), Fixture.tree(0));
        try (FileArchive archive = fixture.archives().build().pull(Fixture.PLACE)) {
            for (String file : List.of("large/compressible", "large/noise")) {
                InputStream stream = archive.open(file);
                assertThat(stream.readNBytes(10)).hasSize(10);
                stream.close();
                stream.close();
                assertThatThrownBy(stream::readAllBytes)
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("closed");
            }
        }
    }

    @Test
    void reading_a_closed_channel_fails() throws IOException {
        try (FileArchive archive = openFiles()) {
            for (SeekableByteChannel channel : List.of(archive.openChannel("a.txt"), archive.openUnverified("a.txt"))) {
                assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                        .isInstanceOf(NonWritableChannelException.class);
                assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(NonWritableChannelException.class);
                assertThatThrownBy(() -> channel.position(-1)).isInstanceOf(IllegalArgumentException.class);
                assertThat(channel.position(100).read(ByteBuffer.allocate(1))).isEqualTo(-1);
                channel.close();
                channel.close();
                assertThat(channel.isOpen()).isFalse();
                assertThatThrownBy(channel::position).isInstanceOf(ClosedChannelException.class);
                assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
                assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                        .isInstanceOf(ClosedChannelException.class);
            }
        }
    }

    @Test
    void an_interrupted_reader_does_not_close_the_archive_for_others() throws IOException {
        try (FileArchive archive = openFiles()) {
            Thread.currentThread().interrupt();
            assertThat(archive.readString("a.txt")).isEqualTo("hello\n");
            assertThat(Thread.interrupted()).isTrue();

            assertThat(archive.readString("a.txt")).isEqualTo("hello\n");
        }
    }

    @Test
    void an_executor_that_runs_tasks_in_the_caller_only_slows_reading() throws IOException {
        Map<String, byte[]> files = Fixture.tree(50);
        fixture.push(temporary, ArchivePacker.builder(), files);
        Map<String, byte[]> read = new TreeMap<>();
        try (FileArchives archives = fixture.archives()
                        .executor(Runnable::run)
                        .reading(new ReadOptions(10_000, 4, 1))
                        .build();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            archive.readDirectory("", (file, content) -> read.put(file.path(), content.readAllBytes()));
            archive.extract(temporary.resolve("out"), ExtractOptions.defaults());
        }
        assertThat(Fixture.same(read, files)).isTrue();
        assertThat(Fixture.same(Fixture.read(temporary.resolve("out")), files)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZSTD"})
    void closing_a_channel_from_another_thread_ends_its_read(Compression compression) throws Exception {
        fixture.push(temporary, ArchivePacker.builder().compression(compression), Fixture.tree(0));
        try (FileArchive archive = fixture.archives().build().pull(Fixture.PLACE);
                SeekableByteChannel channel = archive.openChannel("large/noise")) {
            channel.read(ByteBuffer.allocate(10));
            Thread closing = new Thread(() -> close(channel));
            closing.start();
            assertThatThrownBy(() -> {
                        while (channel.read(ByteBuffer.allocate(1)) >= 0) {
                            channel.position(channel.position() % 1_000_000);
                        }
                    })
                    .isInstanceOf(ClosedChannelException.class);
            closing.join();
        }
    }

    private static void close(SeekableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
