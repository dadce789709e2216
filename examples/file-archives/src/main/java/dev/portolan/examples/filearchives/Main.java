package dev.portolan.examples.filearchives;

import dev.portolan.OciClient;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.nio.ArchiveFileSystem;
import dev.portolan.fs.cache.DiskContentCache;
import dev.portolan.fs.cache.DiskTagCache;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** An archive is pushed, and read lazily, with caches; first through its own methods, then as a file system. */
public final class Main {
    private Main() {}

    /** Runs on a directory of its own making; the registry is in this program. */
    public static void main(String[] args) throws IOException {
        Path source = sample(Files.createTempDirectory("file-archives").resolve("src"));
        try (RegistryServer registry = RegistryServer.start()) {
            run(source, registry.host() + "/myorg/myarchive:v1.0.0", source.resolveSibling("cache"), System.out);
        }
    }

    /** Caches in a directory; other processes can share it. */
    static FileArchives withCaches(OciClient client, Path directory) {
        return FileArchives.builder(client::open)
                .tagCache(DiskTagCache.in(directory.resolve("refs"), Duration.ofMinutes(5)))
                .manifestCache(DiskContentCache.in(directory.resolve("manifests"), 16 << 20))
                .indexCache(DiskContentCache.in(directory.resolve("indexes"), 256 << 20))
                .contentCache(DiskContentCache.in(directory.resolve("contents"), 1L << 30))
                .build();
    }

    static void run(Path source, String reference, Path cache, PrintStream out) throws IOException {
        try (OciClient client = Clients.withDockerConfig();
                FileArchives archives = withCaches(client, cache)) {
            new Archives(archives).push(source, reference);
            out.println("Pushed to " + reference);
            out.println(new Archives(archives).describe(reference));

            try (FileArchive archive = archives.pull(reference)) {
                out.println("Files: " + archive.fileCount());
                out.println("main.txt:\n" + archive.readString("main.txt"));
            }
            try (FileSystem files = ArchiveFileSystem.of(archives.pull(reference))) {
                out.println("docs/hello.md:\n" + Files.readString(files.getPath("/docs/hello.md")));
            }
            out.println(archives.statistics());
        }
    }

    static Path sample(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("docs"));
        Files.writeString(directory.resolve("main.txt"), "the main file\n");
        Files.writeString(directory.resolve("config.json"), "{\"name\": \"demo\"}\n");
        Files.writeString(directory.resolve("docs/hello.md"), "# Hello\n");
        for (int i = 0; i < 200; i++) {
            Files.writeString(directory.resolve("docs/page-" + i + ".md"), ("page " + i + "\n").repeat(500));
        }
        return directory;
    }
}
