package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveFiles;
import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.CheckedContent;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An open file archive. Its index is in memory; the bytes of a file are transferred when the file is read. Reading one
 * file takes one range request; reading several files together, or extracting a directory, takes one range request for
 * adjacent files.
 *
 * <p>Paths are relative, with {@code /} between names; {@code ""}, {@code "."} and {@code "/"} are the root. An archive
 * stores files only; directories are implied by their paths.
 *
 * <p>Each file is checked against its hash: files up to 1 MiB before their first byte is returned, larger ones while they
 * are read. Those fail with {@link dev.portolan.error.ContentMismatchException} before their end. Streams throw
 * {@link dev.portolan.error.OciException}s.
 *
 * <p>Safe to use from several threads. Close it to close its repository.
 */
public final class FileArchive implements AutoCloseable {
    private final @Nullable ArchiveManifest manifest;
    private final ArchiveParts parts;
    private final DirectoryView view;

    FileArchive(@Nullable ArchiveManifest manifest, ArchiveParts parts) {
        this.manifest = manifest;
        this.parts = parts;
        this.view = new DirectoryView(parts.index(), parts.data().where());
    }

    /** Returns the manifest; empty for an archive in local files. */
    public Optional<ArchiveManifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    /** Returns the location of the data, for messages. */
    public String where() {
        return parts.data().where();
    }

    /** Returns the digest and size of the data. */
    public Descriptor data() {
        return parts.data().descriptor();
    }

    // ---- looking

    /** Returns the number of files. */
    public int fileCount() {
        return parts.index().count();
    }

    /** Returns a file or directory; nothing is transferred. */
    public Optional<ArchiveEntry> stat(String path) {
        return view.stat(DirectoryView.normal(path));
    }

    /** Returns whether there is a file or directory with this path. */
    public boolean exists(String path) {
        return stat(path).isPresent();
    }

    /**
     * Lists a directory, sorted by path.
     *
     * @throws NotFoundException when there is no such directory
     */
    public List<ArchiveEntry> list(String directory) {
        return view.list(view.requireDirectory(directory));
    }

    /**
     * Returns a lazy stream of everything below a directory, each directory before its content.
     *
     * @throws NotFoundException when there is no such directory
     */
    public Stream<ArchiveEntry> walk(String directory) {
        return view.walk(view.requireDirectory(directory));
    }

    /** Returns all files and directories. */
    public Stream<ArchiveEntry> walk() {
        return walk("");
    }

    // ---- reading

    /**
     * Opens a file, with one range request unless the file is cached.
     *
     * @throws NotFoundException when there is no such file
     * @throws dev.portolan.error.LimitExceededException when it is larger than the limit, or takes too much to decode
     * @throws dev.portolan.error.ContentMismatchException when its bytes do not match its hash
     */
    public InputStream open(String path) {
        return parts.contents().open(view.requireFile(path));
    }

    /**
     * Reads a file into memory.
     *
     * @throws NotFoundException when there is no such file
     * @throws dev.portolan.error.LimitExceededException when it is larger than the limit, or takes too much to decode
     * @throws dev.portolan.error.ContentMismatchException when its bytes do not match its hash
     */
    public byte[] read(String path) {
        return FileFailure.typed("reading the file " + Text.quote(path), where(), () -> {
            try (InputStream stream = open(path)) {
                return stream.readAllBytes();
            }
        });
    }

    /** Reads a file of UTF-8 text into memory; malformed parts become U+FFFD. Fails as {@link #read} does. */
    public String readString(String path) {
        return new String(read(path), StandardCharsets.UTF_8);
    }

    /**
     * Opens a file as a channel. Nothing is transferred before the first read. As long as it is read from the start, it
     * is a stream; when the position changes, the whole file is read and verified first, and kept in a temporary file
     * while the channel is open.
     *
     * @throws NotFoundException when there is no such file
     */
    public SeekableByteChannel openChannel(String path) {
        return new ArchiveChannel(view.requireFile(path), parts.contents());
    }

    /**
     * Opens an uncompressed file for random access: each read transfers the bytes that it returns, or whole blocks if
     * there is a block cache. A part of a file cannot be verified, so use this for formats with their own checks.
     *
     * @throws NotFoundException when there is no such file
     * @throws UnsupportedException when it is compressed
     */
    public SeekableByteChannel openUnverified(String path) {
        ArchiveEntry file = view.requireFile(path);
        if (file.compression() != Compression.NONE) {
            throw new UnsupportedException(Problem.of("the file " + file.shown() + " cannot be read in parts")
                    .at(where())
                    .because("it is compressed")
                    .advice("open it as a channel or a stream"));
        }
        return parts.contents().openUnverified(file);
    }

    /**
     * Reads files in the given order. Adjacent files are read with one range request, several requests run at a time,
     * and the amount of data kept in memory is bounded. Cached files are read from the cache.
     *
     * @throws NotFoundException when one of them does not exist; then nothing is read
     * @throws IOException when the consumer throws it
     */
    public void readAll(List<String> paths, FileConsumer consumer) throws IOException {
        int[] entries = new int[paths.size()];
        for (int i = 0; i < entries.length; i++) {
            ArchiveEntry file = view.requireFile(paths.get(i));
            entries[i] = parts.index().find(file.path());
        }
        OrderedRead.of(parts, entries, consumer);
    }

    /**
     * Reads all files below a directory, in the order of their bytes, as {@link #readAll} does.
     *
     * @throws NotFoundException when there is no such directory
     * @throws IOException when the consumer throws it
     */
    public void readDirectory(String directory, FileConsumer consumer) throws IOException {
        OrderedRead.of(parts, view.entriesBelow(view.requireDirectory(directory)), consumer);
    }

    /**
     * Reads all files below a directory into the content cache, with one range request for adjacent files. Without a
     * content cache, this has no effect.
     *
     * @throws NotFoundException when there is no such directory
     */
    public void prefetch(String directory) {
        FileFailure.typed(
                "reading files ahead",
                where(),
                () -> readDirectory(directory, (file, content) -> content.transferTo(OutputStream.nullOutputStream())));
    }

    // ---- extracting and saving

    /**
     * Extracts the files below a directory of the archive, with their full paths, into a directory on disk. Nothing is
     * written outside of it, no link on disk is followed, and files get their names only after they have been verified.
     * A new destination appears when everything is extracted, or not at all.
     *
     * @param directory of the archive; {@code ""} for all
     * @param destination created if it does not exist
     * @throws NotFoundException when there is no such directory in the archive
     * @throws dev.portolan.error.InvalidArchiveException when there is a link or a file with the name of a directory
     * @throws dev.portolan.error.ContentMismatchException when a file's bytes do not match its hash
     * @throws dev.portolan.error.StorageException when the disk fails, or a file with other content exists that must not
     *     be overwritten
     */
    public ExtractResult extract(String directory, Path destination, ExtractOptions options) {
        String below = view.requireDirectory(directory);
        return extract(view.entriesBelow(below), below, destination, options);
    }

    /** Extracts all files, as {@link #extract(String, Path, ExtractOptions)} does. */
    public ExtractResult extract(Path destination, ExtractOptions options) {
        return extract("", destination, options);
    }

    /**
     * Extracts some files, with their full paths.
     *
     * @throws NotFoundException when one of them does not exist; then nothing is written
     * @throws dev.portolan.error.StorageException when the disk fails, or a file with other content exists that must not
     *     be overwritten
     * @throws IllegalArgumentException when the options would replace the destination
     */
    public ExtractResult extractFiles(List<String> paths, Path destination, ExtractOptions options) {
        if (options.clean()) {
            throw new IllegalArgumentException("only a directory can replace another one");
        }
        int[] entries = paths.stream()
                .map(view::requireFile)
                .sorted((a, b) -> Long.compare(a.offset(), b.offset()))
                .mapToInt(file -> parts.index().find(file.path()))
                .distinct()
                .toArray();
        return extract(entries, "", destination, options);
    }

    private ExtractResult extract(int[] entries, String below, Path destination, ExtractOptions options) {
        return FileFailure.typed("extracting files", destination.toString(), () -> {
            try (Destination target = Destination.open(destination, options.clean(), below)) {
                return new Extraction(parts, options).extract(entries, target);
            }
        });
    }

    /**
     * Writes index and data to two files, which can be opened again without the source. The data is verified; existing
     * files are replaced.
     *
     * @throws dev.portolan.error.ContentMismatchException when the data is damaged; then no file is changed
     */
    public void save(Path indexFile, Path dataFile) {
        long size = data().size();
        Content content =
                size == 0 ? Content.of(new byte[0]) : () -> parts.data().open(ByteRange.toEnd(0, size));
        try (ArchiveFiles files = new ArchiveFiles(indexFile, dataFile)) {
            try (FileChannel channel =
                    FileChannel.open(files.dataPart(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                CheckedContent.fill(channel, content, data(), where());
            }
            files.publish(parts.index().bytes());
        } catch (IOException e) {
            throw Streams.failure("saving the file archive", dataFile.toString(), e);
        }
    }

    ArchiveSummary summary(ArchiveManifest of) {
        int directories = (int) walk().filter(ArchiveEntry::isDirectory).count();
        ArchiveIndex index = parts.index();
        long size = 0;
        int compressed = 0;
        for (int i = 0; i < index.count(); i++) {
            size += index.originalSize(i);
            compressed += index.zstd(i) ? 1 : 0;
        }
        return new ArchiveSummary(of, index.count(), size, compressed, directories);
    }

    /** Closes the repository of the data. Reads that have begun may end; new ones fail with a StorageException. */
    @Override
    public void close() {
        parts.data().close();
    }

    @Override
    public String toString() {
        return "file archive of " + parts.index().count() + " files at " + where();
    }
}
