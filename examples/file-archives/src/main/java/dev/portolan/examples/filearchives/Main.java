package dev.portolan.examples.filearchives;

import dev.portolan.OciClient;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.nio.ArchiveFileSystem;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.fs.cache.DiskContentCache;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** With a cache of files in a directory, which other processes can share. */
    static FileArchives withCache(OciClient client, Path directory) {
        return FileArchives.builder(client::open)
                .contentCache(DiskContentCache.in(directory.resolve("contents"), 1L << 30))
                .build();
    }

    static void run(Path source, String reference, Path cache, PrintStream out) throws IOException {
        try (OciClient client = Clients.withCaches(DefaultCredentials.create(), cache);
                FileArchives archives = withCache(client, cache)) {
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
