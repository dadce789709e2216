package dev.portolan.fs.pack;

import dev.portolan.artifact.Layer;
import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.DigestingSink;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.fs.tar.Tar;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory as one layer: a tar that is unpacked when it is pulled. The same directory gives the same bytes on every
 * machine, at any time and with any number of threads: entries are sorted, owners and times are omitted, permissions
 * are kept. Files, directories and symbolic links are packed, links as links; anything else is refused.
 *
 * <p>A small directory is packed in memory to compute its digest first, so that it is not sent if the target has it. A
 * large one is read, compressed and sent in one pass, without a copy on disk.
 *
 * <p>Immutable; each {@code with} method returns a copy.
 *
 * @since 0.1.0
 */
public final class DirectoryLayer implements Layer {
    /** Up to this size before compression a directory is packed to find out its digest. */
    private static final long SMALL = 8 << 20;
    /** Up to this size after it, the bytes are kept. */
    private static final int KEPT = 1 << 20;

    private final DirectoryOptions options;
    private volatile @Nullable Digest unpacked;
    private @Nullable Optional<Descriptor> descriptor;
    private byte @Nullable [] kept;

    private DirectoryLayer(DirectoryOptions options) {
        this.options = options;
    }

    static DirectoryLayer of(Path path) {
        if (!Files.isDirectory(path)) {
            throw Files.exists(path)
                    ? new UnsupportedException(Problem.of("it is a file, not a directory")
                            .at(path.toString())
                            .advice("pack it as a file"))
                    : FileFailure.missing("the directory to pack", path);
        }
        return new DirectoryLayer(new DirectoryOptions(path));
    }

    /**
     * Returns a copy with another title: the relative path, {@code /}-separated, that the directory is unpacked to, and
     * the top folder in the tar. With {@code .} there is no top folder, and the content of the directory is unpacked
     * directly into the destination.
     *
     * @throws dev.portolan.error.InvalidArchiveException when it is empty, absolute, or leaves the destination
     */
    public DirectoryLayer withTitle(String title) {
        String checked = title.equals(".")
                ? title
                : RelativeName.parse(title, "title", options.path.toString()).toString();
        return with(copy -> copy.title = checked);
    }

    /** Returns a copy with another compression and its media type. */
    public DirectoryLayer withCompression(Compression compression) {
        return with(copy -> {
            copy.compression = compression;
            copy.mediaType = compression.mediaType();
        });
    }

    /** Returns a copy with a custom media type, which does not affect the compression. */
    public DirectoryLayer withMediaType(String mediaType) {
        MediaTypes.requireValid(mediaType);
        return with(copy -> copy.mediaType = mediaType);
    }

    /**
     * Returns a copy with this modification time for all entries; the epoch by default. Use the value of {@code
     * SOURCE_DATE_EPOCH} in builds that set it.
     *
     * @param modified in whole seconds; not before the epoch, and before the year 2242
     */
    public DirectoryLayer withModified(Instant modified) {
        long seconds = modified.getEpochSecond();
        if (seconds < 0 || seconds > Tar.LATEST) {
            throw new IllegalArgumentException("the time cannot be stored in every tar: " + modified);
        }
        return with(copy -> copy.modified = seconds);
    }

    /**
     * Returns a copy that excludes paths that match one of these patterns, and everything below them. Patterns are
     * added to earlier ones, and the last match decides; a pattern that starts with {@code !} includes a path again.
     *
     * @param patterns paths below the directory, {@code /}-separated; {@code *} and {@code ?} match anything but a
     *     slash, {@code **} any number of components; a pattern without a slash matches names at any depth
     */
    public DirectoryLayer excluding(String... patterns) {
        return with(copy -> copy.patterns = copy.patterns.excluding(List.of(patterns)));
    }

    /**
     * Returns a copy with only the paths that match one of these patterns, everything below them, and their parent
     * directories. Patterns are added to earlier ones; exclusions take precedence.
     *
     * @param patterns as for {@link #excluding}
     */
    public DirectoryLayer including(String... patterns) {
        return with(copy -> copy.patterns = copy.patterns.including(List.of(patterns)));
    }

    /**
     * Returns a copy with this number of threads for packing; by default the number of processors, but at most 8. The
     * bytes do not depend on it.
     *
     * @param threads 1 or more; with 1, the thread that reads the content does all the work
     */
    public DirectoryLayer withThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("the number of threads must be at least 1, not " + threads);
        }
        return with(copy -> copy.threads = threads);
    }

    /** Returns a copy with one annotation added or replaced. */
    public DirectoryLayer withAnnotation(String key, String value) {
        return with(copy -> {
            copy.annotations = new TreeMap<>(copy.annotations);
            copy.annotations.put(key, value);
        });
    }

    private DirectoryLayer with(Consumer<DirectoryOptions> change) {
        DirectoryOptions copy = new DirectoryOptions(options);
        change.accept(copy);
        return new DirectoryLayer(copy);
    }

    @Override
    public String mediaType() {
        return options.mediaType;
    }

    /**
     * Returns the descriptor of a small directory, which is packed on the first call; empty for a large one.
     *
     * @throws dev.portolan.error.StorageException when a file cannot be read
     * @throws UnsupportedException when the directory contains something that cannot be packed
     */
    @Override
    public synchronized Optional<Descriptor> descriptor() {
        if (descriptor == null) {
            descriptor = isSmall() ? Optional.of(packed()) : Optional.empty();
        }
        return descriptor;
    }

    private boolean isSmall() {
        long size = 0;
        TreeWalk walk = walk();
        while (size <= SMALL && walk.hasNext()) {
            size += Tar.BLOCK + walk.next().size();
        }
        return size <= SMALL;
    }

    private Descriptor packed() {
        DigestingSink sink = new DigestingSink(KEPT);
        try (PackedStream stream = stream()) {
            stream.writeTo(sink);
        } catch (IOException e) {
            throw FileFailure.of("packing", options.path.toString(), e);
        }
        kept = sink.kept();
        return describe(sink.descriptor(options.mediaType));
    }

    @Override
    public synchronized Content content() {
        byte[] bytes = kept;
        return bytes != null ? Content.of(bytes) : new Packed(null);
    }

    /** Begins to pack at once, while the repository prepares the upload. */
    @Override
    public Descriptor writeTo(Repository to) {
        try (PackedStream begun = stream().begun()) {
            return describe(to.write(options.mediaType, new Packed(begun)));
        }
    }

    /**
     * Returns the descriptor with title, and with the annotations by which oras and Portolan know that it is to be
     * unpacked.
     */
    @Override
    public Descriptor describe(Descriptor written) {
        Map<String, String> all = new TreeMap<>(options.annotations);
        all.put(Annotations.TITLE, options.title);
        all.put(Annotations.UNPACK, "true");
        Digest digest = unpacked;
        if (digest != null) {
            all.put(Annotations.UNPACKED_DIGEST, digest.toString());
        }
        return written.withMediaType(options.mediaType).withAnnotations(all);
    }

    private TreeWalk walk() {
        return new TreeWalk(options.path, options.title, options.patterns);
    }

    private PackedStream stream() {
        TarPlan plan = new TarPlan(walk(), options.modified);
        return new PackedStream(plan, options.compression.encoder(), options.threads, digest -> unpacked = digest);
    }

    @Override
    public String toString() {
        return options.path + " as " + options.mediaType;
    }

    /** Packs each time that it is opened; the first time, a stream that has begun is used. */
    private final class Packed implements Content {
        private final AtomicReference<@Nullable PackedStream> begun;

        Packed(@Nullable PackedStream begun) {
            this.begun = new AtomicReference<>(begun);
        }

        @Override
        public PackedStream open() {
            PackedStream first = begun.getAndSet(null);
            return first == null ? stream() : first;
        }

        @Override
        public void writeTo(BlobSink sink) throws IOException {
            try (PackedStream stream = open()) {
                stream.writeTo(sink);
            }
        }
    }
}
