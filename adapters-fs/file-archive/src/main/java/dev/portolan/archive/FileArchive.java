package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An open file archive: its index is in memory, and the bytes of a file are transferred when it is read. Opening a file
 * takes one range request; reading several files, or extracting a directory, takes one range request for all adjacent
 * files.
 *
 * <p>Paths are relative, with {@code /} between names; {@code ""}, {@code "."} and {@code "/"} are the root. An archive
 * does not store directories; they are derived from the paths of files.
 *
 * <p>Every file is verified: small files (up to 1 MiB) before their first byte is returned, larger ones while they are
 * read; a damaged file fails with {@link dev.portolan.error.ContentMismatchException} before its end. Failures of
 * streams are {@link dev.portolan.error.OciException}s.
 *
 * <p>Safe to use from several threads. Closing it closes its source.
 *
 * @since 0.1.0
 */
public final class FileArchive implements AutoCloseable {
    private final @Nullable ArchiveManifest manifest;
    private final ArchiveIndex index;
    private final ArchiveData data;
    private final Decoders decoders;
    private final FileContents contents;
    private final ReadOptions reading;
    private final Executor executor;
    private final DirectoryView view;

    FileArchive(
            @Nullable ArchiveManifest manifest,
            ArchiveIndex index,
            ArchiveData data,
            Decoders decoders,
            FileContents contents,
            ReadOptions reading,
            Executor executor) {
        this.manifest = manifest;
        this.index = index;
        this.data = data;
        this.decoders = decoders;
        this.contents = contents;
        this.reading = reading;
        this.executor = executor;
        this.view = new DirectoryView(index);
    }

    /** Returns the manifest; empty for an archive in local files. */
    public Optional<ArchiveManifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    /** Returns the location of the data, for messages. */
    public String where() {
        return data.where();
    }

    /** Returns the digest and size of the data. */
    public Descriptor data() {
        return data.descriptor();
    }

    // ---- looking

    /** Returns the number of files. */
    public int fileCount() {
        return index.count();
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
        return view.list(requireDirectory(directory));
    }

    /**
     * Returns a lazy stream of everything below a directory, each directory before its content.
     *
     * @throws NotFoundException when there is no such directory
     */
    public Stream<ArchiveEntry> walk(String directory) {
        return view.walk(requireDirectory(directory));
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
        return contents.open(requireFile(path));
    }

    /**
     * Reads a file into memory.
     *
     * @throws NotFoundException when there is no such file
     * @throws dev.portolan.error.LimitExceededException when it is larger than the limit, or takes too much to decode
     * @throws dev.portolan.error.ContentMismatchException when its bytes do not match its hash
     */
    public byte[] read(String path) {
        try (InputStream stream = open(path)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw Streams.failure("reading the file " + Text.quote(path), where(), e);
        }
    }

    /** Reads a file of UTF-8 text into memory; malformed parts become U+FFFD. Fails as {@link #read} does. */
    public String readString(String path) {
        return new String(read(path), StandardCharsets.UTF_8);
    }

    /**
     * Opens a file as a channel. Nothing is transferred before the first read. As long as it is read from its
     * beginning it is a stream; once another part is wanted, the whole file is read and verified first, and kept in a
     * temporary file while the channel is open.
     *
     * @throws NotFoundException when there is no such file
     */
    public SeekableByteChannel openChannel(String path) {
        return new ArchiveChannel(requireFile(path), contents);
    }

    /**
     * Opens a file that is stored as it is for random access: each read transfers what it returns, or whole blocks
     * where there is a cache for them. A part of a file cannot be verified, so this is for formats that check
     * themselves.
     *
     * @throws NotFoundException when there is no such file
     * @throws UnsupportedException when it is compressed
     */
    public SeekableByteChannel openUnverified(String path) {
        ArchiveEntry file = requireFile(path);
        if (file.compression() != Compression.NONE) {
            throw new UnsupportedException(Problem.of("the file " + file.shown() + " cannot be read in parts")
                    .at(where())
                    .because("it is compressed")
                    .advice("open it as a channel or a stream"));
        }
        return new UnverifiedChannel(file, data);
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
            ArchiveEntry file = requireFile(paths.get(i));
            entries[i] = index.find(file.path());
        }
        new OrderedRead(index, data, contents, reading, executor).read(entries, consumer);
    }

    /**
     * Reads all files below a directory, in the order of their bytes, as {@link #readAll} does.
     *
     * @throws NotFoundException when there is no such directory
     * @throws IOException when the consumer throws it
     */
    public void readDirectory(String directory, FileConsumer consumer) throws IOException {
        new OrderedRead(index, data, contents, reading, executor)
                .read(entriesBelow(requireDirectory(directory)), consumer);
    }

    /**
     * Reads all files below a directory into the content cache, with one range request for adjacent files. Without a
     * content cache this has no use.
     *
     * @throws NotFoundException when there is no such directory
     */
    public void prefetch(String directory) {
        try {
            readDirectory(directory, (file, content) -> content.transferTo(OutputStream.nullOutputStream()));
        } catch (IOException e) {
            throw Streams.failure("reading files ahead", where(), e);
        }
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
     * @throws dev.portolan.error.StorageException when the disk fails
     */
    public ExtractResult extract(String directory, Path destination, ExtractOptions options) {
        String below = requireDirectory(directory);
        return extract(entriesBelow(below), below, destination, options);
    }

    /** Extracts all files, as {@link #extract(String, Path, ExtractOptions)} does. */
    public ExtractResult extract(Path destination, ExtractOptions options) {
        return extract("", destination, options);
    }

    /**
     * Extracts some files, with their full paths.
     *
     * @throws NotFoundException when one of them does not exist; then nothing is written
     * @throws IllegalArgumentException when the options would replace the destination
     */
    public ExtractResult extractFiles(List<String> paths, Path destination, ExtractOptions options) {
        if (options.clean()) {
            throw new IllegalArgumentException("only a directory can replace another one");
        }
        int[] entries = paths.stream()
                .map(this::requireFile)
                .sorted((a, b) -> Long.compare(a.offset(), b.offset()))
                .mapToInt(file -> index.find(file.path()))
                .distinct()
                .toArray();
        return extract(entries, "", destination, options);
    }

    private ExtractResult extract(int[] entries, String below, Path destination, ExtractOptions options) {
        try (Destination target = Destination.open(destination, options.clean(), below)) {
            return new Extraction(index, data, decoders, reading, options, executor).extract(entries, target);
        } catch (IOException e) {
            throw FileFailure.of("extracting files", destination.toString(), e);
        }
    }

    /**
     * Writes index and data to two files, which can be opened again without the source. The data is verified; existing
     * files are replaced.
     *
     * @throws dev.portolan.error.ContentMismatchException when the data is damaged; then no file is changed
     */
    public void save(Path indexFile, Path dataFile) {
        try {
            Path dataPart = part(dataFile);
            Path indexPart = part(indexFile);
            try {
                copyData(dataPart);
                Files.write(indexPart, index.bytes());
                Files.move(dataPart, dataFile, StandardCopyOption.ATOMIC_MOVE);
                Files.move(indexPart, indexFile, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(dataPart);
                Files.deleteIfExists(indexPart);
            }
        } catch (IOException e) {
            throw Streams.failure("saving the file archive", dataFile.toString(), e);
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID() + ".part");
    }

    private void copyData(Path file) throws IOException {
        Verifier verifier = Verifier.of(data.descriptor(), where());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (data.descriptor().size() > 0) {
                data.read(ByteRange.toEnd(0, data.descriptor().size()), verifier.before(buffer -> {
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }));
            }
        }
        verifier.finish();
    }

    ArchiveSummary summary(ArchiveManifest of) {
        long size = 0;
        int compressed = 0;
        for (int i = 0; i < index.count(); i++) {
            size += index.originalSize(i);
            compressed += index.zstd(i) ? 1 : 0;
        }
        int directories = (int) walk().filter(ArchiveEntry::isDirectory).count();
        return new ArchiveSummary(of, index.count(), size, compressed, directories);
    }

    // ---- paths

    private int[] entriesBelow(String directory) {
        String prefix = DirectoryView.prefix(directory);
        return FileRange.byOffset(index, index.firstFrom(prefix), index.firstAfter(prefix));
    }

    private String requireDirectory(String path) {
        String normal = DirectoryView.normal(path);
        if (!view.isDirectory(normal)) {
            throw notFound("directory", normal, index.find(normal) >= 0 ? "it is a file" : "");
        }
        return normal;
    }

    private ArchiveEntry requireFile(String path) {
        String normal = DirectoryView.normal(path);
        return view.stat(normal)
                .filter(entry -> !entry.isDirectory())
                .orElseThrow(() -> notFound("file", normal, view.isDirectory(normal) ? "it is a directory" : ""));
    }

    private NotFoundException notFound(String kind, String path, String reason) {
        return new NotFoundException(Problem.of(kind + " " + Text.quote(path) + " not found in the archive")
                .at(where())
                .because(reason));
    }

    /**
     * Closes the source of the data. Reads in progress may complete; a new read is a {@link
     * dev.portolan.error.StorageException}.
     */
    @Override
    public void close() {
        data.close();
    }

    @Override
    public String toString() {
        return "file archive of " + index.count() + " files at " + where();
    }
}
