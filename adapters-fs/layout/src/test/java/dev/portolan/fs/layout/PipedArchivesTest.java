package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.DockerArchiveTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.Samples;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives that are read from pipes and written to them. */
@Timeout(60)
class PipedArchivesTest {
    @TempDir
    Path folder;

    private Path pipe;
    private Path spool;
    private LayoutOptions options;

    @BeforeEach
    void make_a_pipe() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there is no mkfifo");
        pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        spool = Files.createDirectory(folder.resolve("spool"));
        options = LayoutOptions.builder().spoolDirectory(spool).build();
    }

    private Process shell(String script) throws IOException {
        return new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .inheritIO()
                .start();
    }

    private ImageManifest archive() {
        try (OciArchiveRepository archive = OciArchiveRepository.at(folder.resolve("a.tar"))) {
            ImageManifest manifest = Samples.artifact(archive, Samples.text("hello"));
            archive.put(Tag.of("v1"), manifest);
            return manifest;
        }
    }

    private Stream<Path> spooled() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.toList().stream();
        }
    }

    @Test
    void a_pipe_is_read_once_however_often_it_is_opened() throws Exception {
        ImageManifest manifest = archive();
        Process writer = shell("cat a.tar > pipe");
        Reference reference = Reference.parse("oci-archive:" + pipe + ":v1");
        try (Transport transport = OciArchiveTransport.create(options)) {
            for (int i = 0; i < 3; i++) {
                try (Repository repository = transport.open(reference)) {
                    assertThat(repository.name()).isEqualTo("oci-archive:" + pipe);
                    assertThat(repository.manifest(Tag.of("v1")).map(Manifest::digest))
                            .contains(manifest.digest());
                    assertThat(repository.bytes(manifest.layers().get(0))).isEqualTo(Samples.text("hello"));
                }
            }
            assertThat(spooled()).hasSize(1);
        }
        assertThat(writer.waitFor()).isZero();
        assertThat(spooled()).isEmpty();
    }

    @Test
    void a_compressed_archive_may_come_through_a_pipe() throws Exception {
        ImageManifest manifest = archive();
        Process writer = shell("gzip -c a.tar > pipe");
        try (Transport transport = DockerArchiveTransport.create(options);
                Repository repository = transport.open(Reference.parse("docker-archive:" + pipe))) {
            assertThat(repository.manifest(manifest.digest())).isPresent();
        }
        assertThat(writer.waitFor()).isZero();
        assertThat(spooled()).isEmpty();
    }

    @Test
    void what_comes_through_a_pipe_and_is_no_archive_is_refused_by_its_name() throws Exception {
        Process writer = shell(": > pipe");
        try (Transport transport = OciArchiveTransport.create(options);
                Repository repository = transport.open(Reference.parse("oci-archive:" + pipe))) {
            assertThatThrownBy(() -> repository.resolve(Tag.of("v1")))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining(pipe.toString())
                    .hasMessageContaining("it is empty");
        }
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void a_complete_archive_is_sent_to_a_pipe() throws Exception {
        Process reader = shell("cat pipe > b.tar");
        ImageManifest manifest;
        try (Transport transport = OciArchiveTransport.create(options);
                Repository repository = transport.openTarget(Reference.parse("oci-archive:" + pipe))) {
            manifest = Samples.artifact(repository, Samples.text("hello"));
            repository.put(Tag.of("v1"), manifest);
        }
        assertThat(reader.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(spooled()).isEmpty();
        assertThat(Files.readAttributes(pipe, "*").get("isOther")).isEqualTo(true);
        try (OciArchiveRepository copy = OciArchiveRepository.at(folder.resolve("b.tar"))) {
            assertThat(copy.resolve(Tag.of("v1")))
                    .contains(manifest.descriptor().bare());
            assertThat(copy.verify().findings()).isEmpty();
        }
    }

    @Test
    void an_archive_that_came_through_a_pipe_is_not_changed() throws Exception {
        ImageManifest manifest = archive();
        Process writer = shell("cat a.tar > pipe");
        try (Transport transport = OciArchiveTransport.create(options);
                Repository repository = transport.open(Reference.parse("oci-archive:" + pipe))) {
            assertThatThrownBy(() -> repository.put(Tag.of("v2"), manifest))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("comes through a pipe is read-only")
                    .hasMessageContaining("/dev/stdout");
        }
        assertThat(writer.waitFor()).isZero();
    }
}
