package dev.portolan.fs.pack;

import dev.portolan.artifact.Layer;
import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.DigestingSink;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.Permissions;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file as one layer, unchanged. Permissions other than those of an ordinary file, such as the executable bit, are
 * kept in an annotation ({@link Annotations#FILE_MODE}). The digest is computed on the first call and kept.
 *
 * <p>Immutable; each {@code with} method returns a copy.
 *
 * @since 0.1.0
 */
public final class FileLayer implements Layer {
    /** The mode that the usual umasks give a file, without write permission for others. */
    private static final int ORDINARY_MODE = 0644;

    private final Path path;
    private final String mediaType;
    private final Map<String, String> annotations;
    private final Content content;
    private @Nullable Descriptor descriptor;

    private FileLayer(Path path, String mediaType, Map<String, String> annotations) {
        this.path = path;
        this.mediaType = mediaType;
        this.annotations = annotations;
        this.content = new FileContent(path);
    }

    static FileLayer of(Path path, String mediaType) {
        Objects.requireNonNull(path, "path");
        MediaTypes.requireValid(mediaType);
        if (Files.isDirectory(path)) {
            throw new UnsupportedException(Problem.of("it is a directory, not a file")
                    .at(path.toString())
                    .advice("pack it as a directory"));
        }
        if (!Files.exists(path)) {
            throw FileFailure.missing("the file to pack", path);
        }
        if (!Files.isRegularFile(path)) {
            throw new UnsupportedException(Problem.of("only files and directories can be packed")
                    .at(path.toString())
                    .because("it is a socket, a pipe or a device")
                    .advice("write its content to a file first"));
        }
        Map<String, String> annotations = new HashMap<>(Map.of(Annotations.TITLE, FileNames.nameOf(path)));
        mode(path).ifPresent(mode -> annotations.put(Annotations.FILE_MODE, mode));
        return new FileLayer(path, mediaType, Map.copyOf(annotations));
    }

    /**
     * Returns the permission bits of a file in four octal digits, without those that let others write; empty for an
     * ordinary file, so that a group's umask changes no digest.
     */
    private static Optional<String> mode(Path file) {
        if (!Permissions.isPosix(file)) {
            return Optional.empty();
        }
        try {
            int mode = Permissions.bits(Files.getPosixFilePermissions(file)) & ~022;
            return mode == ORDINARY_MODE ? Optional.empty() : Optional.of(String.format("0%03o", mode));
        } catch (IOException e) {
            throw FileFailure.of("reading the permissions of a file", file.toString(), e);
        }
    }

    /**
     * Returns a copy with another title: the relative path, {@code /}-separated, that the file is written to when it is
     * pulled.
     */
    public FileLayer withTitle(String title) {
        return withAnnotation(
                Annotations.TITLE,
                RelativeName.parse(title, "title", path.toString()).toString());
    }

    /** Returns a copy with one annotation added or replaced. */
    public FileLayer withAnnotation(String key, String value) {
        Map<String, String> more = new HashMap<>(annotations);
        more.put(key, value);
        return new FileLayer(path, mediaType, Map.copyOf(more));
    }

    @Override
    public String mediaType() {
        return mediaType;
    }

    /**
     * Returns the descriptor. Hashes the file the first time.
     *
     * @throws dev.portolan.error.StorageException when the file cannot be read
     */
    @Override
    public synchronized Optional<Descriptor> descriptor() {
        if (descriptor == null) {
            descriptor = describe(hashed());
        }
        return Optional.of(descriptor);
    }

    private Descriptor hashed() {
        DigestingSink sink = new DigestingSink();
        FileFailure.typed("reading a file", path.toString(), () -> content.writeTo(sink));
        return sink.descriptor(mediaType);
    }

    @Override
    public Content content() {
        return content;
    }

    @Override
    public Descriptor describe(Descriptor written) {
        return written.withMediaType(mediaType).withAnnotations(annotations);
    }

    @Override
    public String toString() {
        return path + " as " + mediaType;
    }

    private record FileContent(Path path) implements Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }

        @Override
        public void writeTo(BlobSink sink) throws IOException {
            try (FileChannel channel = FileChannel.open(path)) {
                Channels.feed(channel, sink);
            }
        }
    }
}
