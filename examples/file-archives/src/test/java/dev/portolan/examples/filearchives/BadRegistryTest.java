package dev.portolan.examples.filearchives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.archive.ExtractOptions;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.nio.ArchiveFileSystem;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.fixture.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry that does not do what it should, or changes while an archive of it is read. */
@Timeout(60)
class BadRegistryTest {
    private static final int LARGE = 3 << 20;

    private final OciClient client = OciClient.of(HttpTransport.create());
    private final FileArchives archives = FileArchives.of(client);

    @TempDir
    Path temp;

    private RegistryServer registry = RegistryServer.start();
    private Path source;
    private String reference = "";

    @BeforeEach
    void an_archive() throws IOException {
        source = Main.sample(temp.resolve("src"));
        Files.write(source.resolve("large.zip"), Fixtures.seeded(1).bytes(LARGE));
        push();
    }

    private void push() {
        reference = registry.host() + "/myorg/myarchive:v1";
        new Archives(archives).push(source, reference);
    }

    @AfterEach
    void close() {
        archives.close();
        client.close();
        registry.close();
    }

    @Test
    void a_registry_that_ignores_ranges_can_be_read() {
        registry.close();
        registry = RegistryServer.builder().quirks(Quirk.IGNORES_RANGES).start();
        push();

        try (FileArchive archive = archives.pull(reference)) {
            assertThat(archive.readString("main.txt")).isEqualTo("the main file\n");
            archive.extract("docs", temp.resolve("out"), ExtractOptions.defaults());
        }
        assertThat(temp.resolve("out/docs/page-199.md")).hasSameBinaryContentAs(source.resolve("docs/page-199.md"));
    }

    @Test
    void a_broken_connection_is_resumed() {
        try (FileArchive archive = archives.pull(reference)) {
            registry.faults().add(Fault.cut(100_000).path("*/blobs/*").first(2));

            assertThat(archive.read("large.zip")).hasSize(LARGE);
            archive.extract(temp.resolve("out"), ExtractOptions.defaults());
        }
        assertThat(temp.resolve("out/large.zip")).hasSameBinaryContentAs(source.resolve("large.zip"));
    }

    @Test
    void damage_in_transit_is_reported_and_leaves_no_file() {
        try (FileArchive archive = archives.pull(reference)) {
            registry.faults().add(Fault.corrupt(3).path("*/blobs/*"));

            for (String file : new String[] {"main.txt", "large.zip", "docs/page-7.md"}) {
                assertThatExceptionOfType(ContentMismatchException.class)
                        .isThrownBy(() -> archive.read(file))
                        .withMessageContaining("\"" + file + "\"");
            }
            assertThatExceptionOfType(ContentMismatchException.class)
                    .isThrownBy(() -> archive.extract(temp.resolve("out"), ExtractOptions.defaults()));
        }
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void deleted_data_is_not_found() {
        try (FileArchive archive = archives.pull(reference)) {
            registry.faults().add(Fault.status(404).path("*/blobs/*"));

            assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> archive.read("main.txt"));
        }
    }

    @Test
    void a_registry_that_is_gone_is_unreachable() {
        try (FileArchive archive = archives.pull(reference)) {
            registry.close();

            assertThatExceptionOfType(UnreachableException.class).isThrownBy(() -> archive.read("main.txt"));
        }
    }

    @Test
    void an_open_archive_is_unchanged_when_its_tag_moves() throws IOException {
        try (FileArchive archive = archives.pull(reference)) {
            Files.writeString(source.resolve("main.txt"), "another main file\n");
            push();

            assertThat(archive.readString("main.txt")).isEqualTo("the main file\n");
            assertThat(new Archives(archives).read(reference, "main.txt")).isEqualTo("another main file\n");
        }
    }

    @Test
    void an_interrupt_ends_a_stalled_read() throws Exception {
        try (FileArchive archive = archives.pull(reference);
                ArchiveFileSystem files = ArchiveFileSystem.of(archives.pull(reference))) {
            stall();
            assertThat(failureOfInterrupted(() -> archive.read("large.zip"))).isInstanceOf(CancelledException.class);
            assertThat(failureOfInterrupted(() -> Files.readAllBytes(files.getPath("large.zip"))))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasCauseInstanceOf(CancelledException.class);
        }
    }

    @Test
    void an_interrupt_between_two_reads_of_a_channel_ends_the_next_one() throws Exception {
        try (ArchiveFileSystem files = ArchiveFileSystem.of(archives.pull(reference));
                SeekableByteChannel channel = Files.newByteChannel(files.getPath("large.zip"))) {
            stall();
            channel.read(ByteBuffer.allocate(1));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> Channels.newInputStream(channel).readAllBytes())
                    .isInstanceOf(InterruptedIOException.class)
                    .hasCauseInstanceOf(CancelledException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closing_a_stream_from_another_thread_ends_a_stalled_read() throws Exception {
        try (FileArchive archive = archives.pull(reference)) {
            stall();
            InputStream stream = archive.open("large.zip");
            CountDownLatch reading = new CountDownLatch(1);
            Thread closing = new Thread(() -> {
                try {
                    reading.await();
                    stream.close();
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            closing.start();
            stream.readNBytes(100_000);
            reading.countDown();

            assertThatThrownBy(stream::readAllBytes).isInstanceOfAny(OciException.class, IOException.class);
            closing.join();
        }
    }

    /** Lets each answer stand still in its middle, for longer than the test may take. */
    private void stall() {
        registry.faults().add(Fault.stall(1 << 20, Duration.ofMinutes(5)).path("*/blobs/*"));
    }

    private interface Reading {
        void run() throws Exception;
    }

    private Exception failureOfInterrupted(Reading reading) throws InterruptedException {
        long before = registry.requests().count();
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                reading.run();
            } catch (Exception e) {
                failure.set(e);
            }
        });
        reader.start();
        while (registry.requests().count() == before) {
            Thread.onSpinWait();
        }
        reader.interrupt();
        reader.join();
        return failure.get();
    }
}
