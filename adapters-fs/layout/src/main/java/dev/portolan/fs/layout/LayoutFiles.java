package dev.portolan.fs.layout;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.FileAttributes;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of a layout in a directory (image-spec, image-layout.md). Symbolic links within it are refused, for they
 * may lead out of it.
 */
final class LayoutFiles {
    static final String LAYOUT_FILE = "oci-layout";
    static final String INDEX_FILE = "index.json";
    static final byte[] LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
    static final int LARGEST_LAYOUT_FILE = 4096;

    private final Path root;
    private final String where;
    private final Set<DigestAlgorithm> foldersSeen = ConcurrentHashMap.newKeySet();

    LayoutFiles(Path root, String where) {
        this.root = root;
        this.where = where;
    }

    Path root() {
        return root;
    }

    Path index() {
        return root.resolve(INDEX_FILE);
    }

    Path ingest() {
        return root.resolve("ingest");
    }

    Path blobs() {
        return root.resolve("blobs");
    }

    Path folder(DigestAlgorithm algorithm) {
        return blobs().resolve(algorithm.id());
    }

    Path blob(Digest digest) {
        return folder(digest.algorithm()).resolve(digest.hex());
    }

    /**
     * Returns whether the directory is a layout. Older versions of BuildKit write no {@code oci-layout}; an index with
     * blobs is a layout too, and the next write adds the file.
     */
    boolean present() throws IOException {
        Path file = root.resolve(LAYOUT_FILE);
        if (regular(file).isEmpty()) {
            if (regular(index()).isEmpty()) {
                return false;
            }
            // A creator of a layout writes this file first, so it exists if an index exists, even if it did not before.
            if (regular(file).isEmpty()) {
                if (!isDirectory(blobs())) {
                    throw broken("the file " + LAYOUT_FILE + " is missing");
                }
                return true;
            }
        }
        checkVersion(small(file, LARGEST_LAYOUT_FILE), where);
        return true;
    }

    /** Refuses a layout that is a file. */
    void requireDirectory() {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new InvalidArchiveException(Problem.of("not an OCI layout")
                    .at(where)
                    .because("it is a file, not a directory")
                    .advice("for an archive, write oci-archive:" + root + " or docker-archive:" + root));
        }
    }

    /** Refuses content that is not an {@code oci-layout} file of version 1. */
    static void checkVersion(byte[] bytes, String where) {
        String reason;
        try {
            String version = Json.parseObject(bytes).requiredString("imageLayoutVersion");
            if (version.equals("1.0.0")) {
                return;
            }
            reason = "its version is not 1.0.0";
        } catch (JsonFormatException e) {
            reason = e.getMessage();
        }
        throw new InvalidArchiveException(
                Problem.of(LAYOUT_FILE + " is not valid").at(where).because(String.valueOf(reason)));
    }

    /**
     * Creates the missing files, under the layout's lock. The directory of the blobs comes last: a layout that has one
     * also has an index, or has lost it.
     */
    void initialize(Ingest ingest) throws IOException {
        if (regular(root.resolve(LAYOUT_FILE)).isEmpty()) {
            ingest.replace(root.resolve(LAYOUT_FILE), LAYOUT);
        }
        if (regular(index()).isEmpty()) {
            requireNoBlobs();
            ingest.replace(index(), IndexJson.empty().bytes());
        }
        makeDirectory(blobs());
    }

    /** Returns whether nothing is missing. */
    boolean complete() throws IOException {
        return present()
                && regular(root.resolve(LAYOUT_FILE)).isPresent()
                && regular(index()).isPresent()
                && isDirectory(blobs());
    }

    /** Refuses a layout without an index that has blobs. */
    void requireNoBlobs() throws IOException {
        // Checked in this order, because a creator of a layout creates the directory after the index.
        if (isDirectory(blobs()) && regular(index()).isEmpty()) {
            throw broken("the file " + INDEX_FILE + " is missing");
        }
    }

    /** Makes a directory of the layout where it is missing, and refuses anything else under its name. */
    void makeDirectory(Path directory) throws IOException {
        if (!isDirectory(directory)) {
            Files.createDirectories(directory);
        }
    }

    /** Returns whether this is a directory and no link to one. */
    boolean isDirectory(Path directory) throws IOException {
        Optional<BasicFileAttributes> attributes = FileAttributes.of(directory);
        if (attributes.isPresent() && !attributes.get().isDirectory()) {
            throw notA("directory", directory, attributes.get());
        }
        return attributes.isPresent();
    }

    /** Returns the position of a blob; empty when it does not exist. */
    Optional<FileRegion> find(Digest digest) throws IOException {
        Path file = blob(digest);
        if (!foldersSeen.contains(digest.algorithm())) {
            if (!isDirectory(blobs()) || !isDirectory(folder(digest.algorithm()))) {
                return Optional.empty();
            }
            foldersSeen.add(digest.algorithm());
        }
        return regular(file).map(attributes -> FileRegion.whole(file, attributes.size()));
    }

    /** Returns a regular file's attributes; empty when nothing is there. Links, pipes and the like are refused. */
    Optional<BasicFileAttributes> regular(Path file) throws IOException {
        Optional<BasicFileAttributes> attributes = FileAttributes.of(file);
        if (attributes.isPresent() && !attributes.get().isRegularFile()) {
            throw notA("regular file", file, attributes.get());
        }
        return attributes;
    }

    private InvalidArchiveException notA(String expected, Path path, BasicFileAttributes attributes) {
        return broken(root.relativize(path) + " is "
                + (attributes.isSymbolicLink() ? "a symbolic link" : "not a " + expected));
    }

    byte[] small(Path file, long largest) throws IOException {
        regular(file);
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = channel.size();
            if (size > largest) {
                throw tooLarge(root.relativize(file).toString(), size, largest, where);
            }
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(size));
            Channels.fill(channel, buffer);
            return Arrays.copyOf(buffer.array(), buffer.position());
        }
    }

    static LimitExceededException tooLarge(String file, long size, long largest, String where) {
        return new LimitExceededException(Problem.of(file + " is too large")
                .at(where)
                .because("it has " + size + " bytes, the limit is " + largest)
                .advice("give Java more memory with -Xmx, or raise LayoutOptions.maxIndexSize"));
    }

    InvalidArchiveException broken(String reason) {
        return new InvalidArchiveException(
                Problem.of("not a valid OCI layout").at(where).because(reason));
    }
}
