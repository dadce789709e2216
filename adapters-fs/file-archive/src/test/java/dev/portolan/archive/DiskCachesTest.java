package dev.portolan.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.archive.cache.DiskBlockCache;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.fs.cache.DiskContentCache;
import dev.portolan.fs.cache.DiskTagCache;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The caches of a client and of file archives in directories, as a program finds them when it starts again. */
class DiskCachesTest {
    private final Fixture fixture = new Fixture();

    @TempDir
    Path temporary;

    /** A client as a new process makes it. */
    private FileArchives started() {
        return fixture.archives(caches -> caches.tagCache(DiskTagCache.in(caches("tags"), Duration.ofHours(1)))
                        .contentCache(DiskContentCache.in(caches("blobs"), 8 << 20)))
                .contentCache(DiskContentCache.in(caches("contents"), 64 << 20))
                .blockCache(new DiskBlockCache(caches("blocks"), 8 << 20))
                .build();
    }

    private Path caches(String name) {
        return temporary.resolve("caches").resolve(name);
    }

    @Test
    void a_restarted_program_sends_no_requests() {
        Map<String, byte[]> files = Fixture.tree(10);
        fixture.push(temporary, ArchivePacker.builder().compression(Compression.ZSTD), files);
        for (int run = 0; run < 2; run++) {
            try (FileArchives archives = started();
                    FileArchive archive = archives.pull(Fixture.PLACE)) {
                assertThat(archive.read("large/noise")).isEqualTo(files.get("large/noise"));
                assertThat(archive.read("dir1/sub1/file0001")).isEqualTo(files.get("dir1/sub1/file0001"));
            }
            assertThat(fixture.repository.requests()).hasSize(run == 0 ? 4 : 0);
            fixture.repository.forget();
        }
    }

    @Test
    void cached_blocks_serve_neighbouring_files() {
        fixture.golden("none");
        try (FileArchives archives = started();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            archive.read("a.txt");
        }
        fixture.repository.forget();
        try (FileArchives archives = started();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            archive.read("run.sh");
        }
        assertThat(fixture.repository.requests()).isEmpty();
    }

    @Test
    void a_manifest_is_found_by_its_digest_too() {
        fixture.golden("none");
        Reference digest;
        try (FileArchives archives = started()) {
            digest = Reference.parse("registry.example.com/demo/tree@"
                    + archives.fetch(Fixture.PLACE).digest());
            archives.fetch(digest);
        }
        fixture.repository.forget();
        try (FileArchives archives = started()) {
            archives.fetch(digest);
        }
        assertThat(fixture.repository.requests()).isEmpty();
    }

    @Test
    void damaged_entries_on_disk_are_dropped_and_fetched_again() throws IOException {
        Map<String, byte[]> files = Fixture.tree(10);
        fixture.push(temporary, ArchivePacker.builder(), files);
        try (FileArchives archives = started();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            archive.read("large/noise");
            archive.read("dir1/sub1/file0001");
        }
        for (Path file : Fixture.read(temporary.resolve("caches")).keySet().stream()
                .map(temporary.resolve("caches")::resolve)
                .toList()) {
            byte[] content = Files.readAllBytes(file);
            if (content.length > 0) {
                content[content.length / 2] ^= 1;
                Files.write(file, content);
            }
        }
        for (int run = 0; run < 2; run++) {
            fixture.repository.forget();
            try (FileArchives archives = started();
                    FileArchive archive = archives.pull(Fixture.PLACE)) {
                assertThat(archive.read("large/noise")).isEqualTo(files.get("large/noise"));
                assertThat(archive.read("dir1/sub1/file0001")).isEqualTo(files.get("dir1/sub1/file0001"));
            }
        }
        assertThat(fixture.repository.requests()).isEmpty();
    }
}
