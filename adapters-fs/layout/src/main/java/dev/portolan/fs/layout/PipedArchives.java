package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Streams;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Opens archives, also those behind pipes, such as {@code /dev/stdin} and {@code /dev/stdout}. A pipe can be read only
 * once, and not from the middle: its content is kept in a temporary file until this is closed. An archive for a pipe is
 * completed in a temporary file first. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public final class PipedArchives implements AutoCloseable {
    private static final int KIND = 0170000;
    private static final int FIFO = 0010000;
    /** What is written there goes to the process that reads it, even if it is a file. */
    private static final Pattern OUTPUT = Pattern.compile("/dev/(?:stdout|stderr|fd/[0-9]+)|/proc/self/fd/[0-9]+");

    private static final Pattern INPUT = Pattern.compile("/dev/(?:stdin|fd/0)|/proc/self/fd/0");

    private final LayoutOptions options;
    private final Map<Path, Path> kept = new HashMap<>();
    private @Nullable Path folder;

    /** Creates an opener with nothing open. */
    public PipedArchives(LayoutOptions options) {
        this.options = options;
    }

    /** Opens an OCI image layout in one tar for reading, and for writing unless it is a pipe. */
    public OciArchiveRepository open(Path file) {
        return reading(file, OciArchiveRepository.at(content(file), file, options, null));
    }

    /** Opens an OCI image layout in one tar for writing. */
    public OciArchiveRepository openTarget(Path file) {
        if (isInput(file)) {
            return open(file);
        }
        return isOutput(file)
                ? OciArchiveRepository.at(unused(file), file, options, file)
                : OciArchiveRepository.at(file, options);
    }

    /**
     * Opens an archive for Docker for reading, and for writing unless it is a pipe.
     *
     * @param imageName the image name without a tag; empty for all images
     */
    public OciArchiveRepository openForDocker(Path file, String imageName) {
        return reading(file, OciArchiveRepository.forDocker(content(file), file, imageName, options, null));
    }

    /**
     * Opens an archive for Docker for writing.
     *
     * @param imageName the image name without a tag; empty for all images
     */
    public OciArchiveRepository openTargetForDocker(Path file, String imageName) {
        if (isInput(file)) {
            return openForDocker(file, imageName);
        }
        return isOutput(file)
                ? OciArchiveRepository.forDocker(unused(file), file, imageName, options, file)
                : OciArchiveRepository.forDocker(file, imageName, options);
    }

    private static OciArchiveRepository reading(Path file, OciArchiveRepository archive) {
        return isInput(file) || isPipe(file) ? archive.readOnly() : archive;
    }

    private static boolean isInput(Path file) {
        return INPUT.matcher(file.toString()).matches();
    }

    private static boolean isOutput(Path file) {
        return OUTPUT.matcher(file.toString()).matches() || isPipe(file);
    }

    private static boolean isPipe(Path file) {
        try {
            return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    && ((int) Files.getAttribute(file, "unix:mode") & KIND) == FIFO;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the file itself, or a copy of what comes through a pipe. */
    private synchronized Path content(Path file) {
        if (!isPipe(file)) {
            return file;
        }
        Path known = kept.get(file);
        if (known == null) {
            known = FileFailure.typed("reading the archive", file.toString(), () -> copy(file));
            kept.put(file, known);
        }
        return known;
    }

    private Path copy(Path pipe) throws IOException {
        Path copy = options.temporaryFile(".tar");
        try (InputStream in = Files.newInputStream(pipe);
                FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            Streams.transfer(in, BlobSink.of(out));
            return copy;
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    /** Returns a path in a private directory, at which there is no file yet. */
    private synchronized Path unused(Path output) {
        return FileFailure.typed("writing the archive", output.toString(), () -> {
            if (folder == null) {
                folder = options.temporaryFolder();
            }
            Path file = Files.createTempFile(folder, "", ".tar");
            Files.delete(file);
            return file;
        });
    }

    /** Copies a completed archive to a pipe, or appends it to the file that standard output is. */
    static void send(Path file, Path pipe) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        try (InputStream in = Files.newInputStream(file);
                FileChannel out = FileChannel.open(pipe, options)) {
            Streams.transfer(in, BlobSink.of(out));
        }
    }

    /** Deletes the temporary files. */
    @Override
    public synchronized void close() {
        for (Path file : kept.values()) {
            FileFailure.typed("removing a temporary file", file.toString(), () -> Files.deleteIfExists(file));
        }
        kept.clear();
        Path made = folder;
        folder = null;
        if (made != null) {
            FileFailure.typed("removing temporary files", made.toString(), () -> Trees.delete(made));
        }
    }
}
