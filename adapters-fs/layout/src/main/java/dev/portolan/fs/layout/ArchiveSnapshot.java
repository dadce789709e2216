package dev.portolan.fs.layout;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.fs.tar.TarEntry;
import dev.portolan.fs.tar.TarIndex;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An archive as it was when its headers were read: the offsets of its files, and its index. */
final class ArchiveSnapshot {
    private final Path tar;
    private final boolean compressed;
    private final String where;
    private final FileStamp stamp;
    private final FileStamp tarStamp;
    private final Map<String, TarEntry> entries;
    private final @Nullable ClassicImages classic;
    private final IndexJson index;
    private final OmittedBlobs leftOut;

    private ArchiveSnapshot(Path tar, boolean compressed, String where, FileStamp stamp, LayoutOptions options)
            throws IOException {
        this.tar = tar;
        this.compressed = compressed;
        this.where = where;
        this.stamp = stamp;
        this.tarStamp = compressed ? FileStamp.of(tar).orElseThrow() : stamp;
        try (FileChannel channel = FileChannel.open(tar, StandardOpenOption.READ)) {
            this.entries = TarIndex.read(
                    FileRegion.stream(channel, channel.size(), "reading the archive", where),
                    where,
                    options.maxEntries());
        }
        if (ClassicImages.isIn(entries.keySet())) {
            this.classic = ClassicImages.read(this, where, options);
            this.index = classic.index();
            this.leftOut = OmittedBlobs.nothing();
            return;
        }
        this.classic = null;
        if (entries.containsKey(LayoutFiles.LAYOUT_FILE)) {
            LayoutFiles.checkVersion(small(LayoutFiles.LAYOUT_FILE, LayoutFiles.LARGEST_LAYOUT_FILE), where);
        } else if (!hasIndexAndBlobs()) {
            throw noLayout();
        }
        this.index = IndexJson.parse(small(LayoutFiles.INDEX_FILE, IndexJson.limit(options)), where);
        this.leftOut = entries.containsKey(OmittedBlobs.FILE)
                ? OmittedBlobs.parse(small(OmittedBlobs.FILE, options.maxIndexSize()), where)
                : OmittedBlobs.nothing();
    }

    /** Older versions of BuildKit write no {@code oci-layout}. */
    private boolean hasIndexAndBlobs() {
        return entries.containsKey(LayoutFiles.INDEX_FILE)
                && entries.keySet().stream().anyMatch(name -> name.startsWith("blobs/"));
    }

    private InvalidArchiveException noLayout() {
        if (entries.isEmpty()) {
            return broken("it is empty");
        }
        String inside = "/" + LayoutFiles.LAYOUT_FILE;
        return entries.keySet().stream()
                .filter(name -> name.endsWith(inside))
                .findFirst()
                .map(name -> name.substring(0, name.length() - inside.length()))
                .map(folder -> new InvalidArchiveException(Problem.of("not a valid OCI archive")
                        .at(where)
                        .because("its layout is in the directory " + folder)
                        .advice("pack the content of that directory, as with tar -C " + folder + " -cf FILE .")))
                .orElseGet(() -> broken("it has neither " + LayoutFiles.LAYOUT_FILE + " nor " + DockerImages.FILE));
    }

    /** Reads the headers of an archive, which is unpacked for it when it is compressed; empty when it is not there. */
    static Optional<ArchiveSnapshot> of(Path file, String where, LayoutOptions options) throws IOException {
        Optional<FileStamp> stamp = FileStamp.of(file);
        if (stamp.isEmpty()) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            boolean directory = Files.isDirectory(file);
            throw new InvalidArchiveException(Problem.of("not an archive")
                    .at(where)
                    .because(directory ? "it is a directory" : "it is not a regular file")
                    .advice(
                            directory
                                    ? "for a layout, write oci-layout:" + file
                                    : "write its content to a file first"));
        }
        Optional<Path> spool = DecompressedFile.of(file, where, options);
        try {
            return Optional.of(new ArchiveSnapshot(spool.orElse(file), spool.isPresent(), where, stamp.get(), options));
        } catch (IOException | RuntimeException | Error e) {
            if (spool.isPresent()) {
                Files.deleteIfExists(spool.get());
            }
            throw e;
        }
    }

    /** Returns whether the archive cannot be written to. */
    boolean compressed() {
        return compressed;
    }

    /** Returns whether the archive is of Docker's older format, which cannot be written to. */
    boolean isClassic() {
        return classic != null;
    }

    /** Deletes the temporary files. */
    void release() throws IOException {
        if (classic != null) {
            classic.release();
        }
        if (compressed) {
            Files.deleteIfExists(tar);
        }
    }

    FileStamp stamp() {
        return stamp;
    }

    IndexJson index() {
        return index;
    }

    /** Returns the blobs that the archive leaves out because its base has them. */
    OmittedBlobs leftOut() {
        return leftOut;
    }

    /** Returns all files in it, in their order. */
    Iterable<TarEntry> entries() {
        return entries.values();
    }

    Optional<FileRegion> blob(Digest digest) {
        return classic != null ? Optional.ofNullable(classic.blob(digest)) : file(blobName(digest));
    }

    Optional<FileRegion> file(String name) {
        return TarIndex.find(entries, name).map(this::region);
    }

    static String blobName(Digest digest) {
        return "blobs/" + digest.algorithm().id() + "/" + digest.hex();
    }

    FileRegion region(TarEntry entry) {
        if (!entry.regular()) {
            throw broken(entry.name() + " is " + entry.kind().words()
                    + (entry.kind() == TarEntry.Kind.SPARSE ? "; pack it again without --sparse" : ""));
        }
        return new FileRegion(tar, entry.offset(), entry.size(), tarStamp);
    }

    byte[] small(String name, long largest) throws IOException {
        TarEntry entry = entries.get(name);
        if (entry == null) {
            throw broken("the file " + name + " is missing");
        }
        if (entry.size() > largest) {
            throw LayoutFiles.tooLarge(name, entry.size(), largest, where);
        }
        return region(entry).bytes();
    }

    private InvalidArchiveException broken(String reason) {
        return new InvalidArchiveException(
                Problem.of("not a valid archive").at(where).because(reason));
    }
}
