package dev.portolan.fs.pack;

import dev.portolan.artifact.Layer;
import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.fs.tar.Tar;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory as a tar, in one layer, that is unpacked when it is pulled. The same tree gives the same bytes on every
 * machine, on every day and for any number of threads: entries are sorted, owners and times are left out,
 * permissions are kept. Files, directories and symbolic links are packed, links as links; anything else is refused.
 *
 * <p>A small directory is packed in memory to find out its digest beforehand, so that it is not sent where it is
 * already. A large one is read, compressed and sent in one pass, with no copy on disk.
 *
 * <p>Immutable; each {@code with} gives a copy.
 */
public final class DirectoryLayer implements Layer {
    /** Up to this size before compression a directory is packed to find out its digest. */
    private static final long SMALL = 8 << 20;
    /** Up to this size after it, the bytes are kept. */
    private static final int KEPT = 1 << 20;
    /** In nanoseconds. */
    private static final long OUT_OF_DATE_AFTER = 1_000_000_000;

    private final DirectoryOptions options;
    private volatile @Nullable Digest unpacked;
    private @Nullable Optional<Descriptor> descriptor;
    private byte @Nullable [] kept;
    /**
     * What a large directory's content begins with is packed as soon as its descriptor was asked for, while whoever
     * asked prepares to send it. If nobody does so soon, it is out of date; it goes when memory is needed.
     */
    private SoftReference<PackedStream> begun = new SoftReference<>(null);

    private long begunAt;

    private DirectoryLayer(DirectoryOptions options) {
        this.options = options;
    }

    static DirectoryLayer of(Path path) {
        if (!Files.isDirectory(path)) {
            throw Files.exists(path)
                    ? new UnsupportedException(Problem.of("a file is not packed as a directory")
                            .at(path.toString())
                            .advice("pack it as a file"))
                    : new NotFoundException(
                            Problem.of("directory to pack not found").at(path.toString()));
        }
        return new DirectoryLayer(new DirectoryOptions(path));
    }

    /**
     * A copy with another title: the relative path, {@code /}-separated, that the directory is unpacked to, and the
     * top folder in the tar. With {@code .} there is no top folder, and what is in the directory is unpacked right into
     * the destination.
     *
     * @throws dev.portolan.error.InvalidArchiveException when it is empty, absolute, or leaves the destination
     */
    public DirectoryLayer withTitle(String title) {
        String checked = title.equals(".")
                ? title
                : RelativeName.parse(title, "title", options.path.toString()).toString();
        return with(copy -> copy.title = checked);
    }

    /** A copy compressed in another way, with the media type that belongs to it. */
    public DirectoryLayer withCompression(Compression compression) {
        return with(copy -> {
            copy.compression = compression;
            copy.mediaType = compression.mediaType();
        });
    }

    /** A copy with a media type of one's own; it says nothing about the compression. */
    public DirectoryLayer withMediaType(String mediaType) {
        MediaTypes.requireValid(mediaType);
        return with(copy -> copy.mediaType = mediaType);
    }

    /**
     * A copy in whose tar everything was modified at this moment; the epoch unless said otherwise. For builds that
     * set {@code SOURCE_DATE_EPOCH}, its value.
     *
     * @param modified whole seconds count; not before the epoch, and before the year 2242
     */
    public DirectoryLayer withModified(Instant modified) {
        long seconds = modified.getEpochSecond();
        if (seconds < 0 || seconds > Tar.LATEST) {
            throw new IllegalArgumentException("not a time that every tar can hold: " + modified);
        }
        return with(copy -> copy.modified = seconds);
    }

    /**
     * A copy without the paths that match one of these patterns, and without what is below them. Patterns add up,
     * and the last one that matches a path decides; one that begins with {@code !} takes an exclusion back.
     *
     * @param patterns paths below the directory, {@code /}-separated; {@code *} and {@code ?} stand for anything but
     *     a slash, {@code **} for any number of components; without a slash, names at any depth
     */
    public DirectoryLayer excluding(String... patterns) {
        return with(copy -> copy.patterns = copy.patterns.excluding(List.of(patterns)));
    }

    /**
     * A copy of only the paths that match one of these patterns, what is below them, and the directories that lead
     * to them. Patterns add up; what is excluded stays excluded.
     *
     * @param patterns as for {@link #excluding}
     */
    public DirectoryLayer including(String... patterns) {
        return with(copy -> copy.patterns = copy.patterns.including(List.of(patterns)));
    }

    /**
     * A copy packed by so many threads; as many as there are processors, and no more than 8, unless said otherwise.
     * The bytes do not depend on it.
     *
     * @param threads 1 or more; with 1, the thread that reads the content does all the work
     */
    public DirectoryLayer withThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("not a number of threads: " + threads);
        }
        return with(copy -> copy.threads = threads);
    }

    /** A copy with one annotation more, or another value for it. */
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
     * The descriptor of a small directory, which is packed for it the first time; empty for a large one.
     *
     * @throws dev.portolan.error.StorageException when something cannot be read
     * @throws UnsupportedException when there is something in the directory that cannot be packed
     */
    @Override
    public synchronized Optional<Descriptor> descriptor() {
        if (descriptor == null) {
            descriptor = isSmall() ? Optional.of(packed()) : Optional.empty();
        }
        if (descriptor.isEmpty() && begun.get() == null) {
            begun = new SoftReference<>(stream().begun());
            begunAt = System.nanoTime();
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
        return bytes != null ? Content.of(bytes) : new Packed();
    }

    /** The descriptor with title, and with the annotations by which oras and Portolan know that it is to be unpacked. */
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

    private synchronized PackedStream opened() {
        PackedStream stream = begun.get();
        begun = new SoftReference<>(null);
        return stream == null || System.nanoTime() - begunAt > OUT_OF_DATE_AFTER ? stream() : stream;
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

    /** Packs each time that it is opened. */
    private final class Packed implements Content {
        @Override
        public InputStream open() {
            return opened();
        }

        @Override
        public void writeTo(BlobSink sink) throws IOException {
            try (PackedStream stream = opened()) {
                stream.writeTo(sink);
            }
        }
    }
}
