package dev.portolan.examples.analysiscache;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** What the program that analyses repositories would export. */
final class SampleExport {
    private static final int ENTRIES = 1000;

    private SampleExport() {}

    /** Writes the two files of an export; returns the directory. */
    static Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve(CacheFormat.CACHE_MANIFEST_FILE),
                "{\"format_version\": \"1.0\", \"entry_count\": " + ENTRIES + "}\n");
        try (OutputStream gzip =
                new GZIPOutputStream(Files.newOutputStream(directory.resolve(CacheFormat.CACHE_JSONL_FILE)))) {
            for (int i = 0; i < ENTRIES; i++) {
                String line = "{\"repo\": \"https://git.example.com/repo-" + i + "\", \"risk\": \"low\"}\n";
                gzip.write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return directory;
    }
}
