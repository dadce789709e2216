package dev.portolan.fs.pack;

import dev.portolan.fs.files.FileNames;
import java.nio.file.Path;
import java.util.Map;

/** The options for packing a directory; changed only while a {@link DirectoryLayer} is created. */
final class DirectoryOptions {
    private static final int MOST_THREADS = 8;

    final Path path;
    String title;
    Compression compression = Compression.GZIP;
    String mediaType = Compression.GZIP.mediaType();
    PathPatterns patterns = PathPatterns.ALL;
    /** Seconds since the epoch. */
    long modified;

    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    Map<String, String> annotations = Map.of();

    DirectoryOptions(Path path) {
        this.path = path;
        // "." and "a/.." have no name of their own
        String name = FileNames.nameOf(path.toAbsolutePath().normalize());
        this.title = name.isEmpty() ? "root" : name;
    }

    DirectoryOptions(DirectoryOptions from) {
        this.path = from.path;
        this.title = from.title;
        this.compression = from.compression;
        this.mediaType = from.mediaType;
        this.patterns = from.patterns;
        this.modified = from.modified;
        this.threads = from.threads;
        this.annotations = from.annotations;
    }
}
