package dev.portolan.examples.filearchives;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.pack.Compression;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand files of about 13 kB, 127 MB together. */
class ManyFilesTest {
    private static final int FILES = 10_000;
    private static final int SIZE = 12_700;

    @TempDir
    static Path temporary;

    @BeforeAll
    static void write_the_files() throws IOException {
        for (int i = 0; i < FILES; i++) {
            Path file = temporary.resolve(String.format("source/dir%02d/file%04d.txt", i / 100, i));
            Files.createDirectories(file.getParent());
            Files.write(file, content(i));
        }
    }

    private static byte[] content(int number) {
        String line = "line of file " + number + "; ";
        return line.repeat(SIZE / line.length() + 1).substring(0, SIZE).getBytes(UTF_8);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "ZSTD"})
    void ten_thousand_files_are_extracted_over_http_in_a_small_heap(Compression compression) throws Exception {
        Path out = temporary.resolve("out-" + compression);
        try (RegistryServer registry = RegistryServer.builder()
                        .transport(LayoutTransport.create())
                        .layouts(temporary.resolve("registry-" + compression))
                        .start();
                OciClient client = OciClient.of(HttpTransport.create());
                FileArchives archives = FileArchives.of(client);
                PackedArchive packed = ArchivePacker.builder()
                        .compression(compression)
                        .build()
                        .pack(temporary.resolve("source"), temporary.resolve("packed-" + compression))) {
            String reference = registry.host() + "/myorg/many:v1";
            archives.push(reference, packed);

            assertThat(ExtractProcess.run("32m", reference, out))
                    .endsWith(FILES + " files, " + (long) FILES * SIZE + " bytes"); // newer JVMs warn before it
        }
        for (int i = 0; i < FILES; i += 37) {
            assertThat(out.resolve(String.format("dir%02d/file%04d.txt", i / 100, i)))
                    .hasBinaryContent(content(i));
        }
    }
}
