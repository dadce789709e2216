package dev.portolan.fs.unpack;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Streams;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.error.Text;
import dev.portolan.fs.compress.Decompression;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.fs.tar.TarEntry;
import dev.portolan.fs.tar.TarReader;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over one tar. */
final class Unpacking {
    private final InputStream compressed;
    private final StagedTree tree;
    private final Origin origin;
    private final UnpackLimits limits;
    private final byte[] buffer = new byte[Streams.BUFFER];
    private long bytes;

    Unpacking(InputStream tar, StagedTree tree, Origin origin, UnpackLimits limits) {
        this.compressed = tar;
        this.tree = tree;
        this.origin = origin;
        this.limits = limits;
    }

    void run() throws IOException {
        String where = origin.where();
        @Nullable
        MessageDigest hash = origin.digest()
                .map(expected -> expected.algorithm().newMessageDigest())
                .orElse(null);
        try (InputStream plain = Decompression.of(Streams.closeShield(compressed), limits.decompression(), where);
                ReadAhead ahead = new ReadAhead(hash == null ? plain : new DigestInputStream(plain, hash), where)) {
            try {
                TarReader tar = TarReader.of(ahead, origin.where());
                for (Optional<TarEntry> entry; (entry = tar.next()).isPresent(); ) {
                    unpack(entry.get(), tar);
                }
                drain(ahead);
            } catch (InvalidArchiveException e) {
                throw verdict(ahead, e);
            }
            // bytes after the compressed data count for the digest too
            drain(compressed);
            if (hash != null) {
                checkDigest(hash);
            }
        }
        tree.finish();
    }

    /** Refuses another tar than the one that the annotations describe. */
    private void checkDigest(MessageDigest hash) {
        Digest expected = origin.digest().orElseThrow();
        Digest actual = Digest.finish(expected.algorithm(), hash);
        if (!actual.equals(expected)) {
            throw new ContentMismatchException(Problem.of("the tar does not match its annotations")
                    .at(origin.where())
                    .because("its digest before compression is " + actual + ", not " + expected)
                    .advice("nothing was unpacked"));
        }
    }

    private void drain(InputStream stream) throws IOException {
        while (stream.read(buffer) >= 0) {
            // only read
        }
    }

    /** Damaged bytes look like a bad archive: the stream's own verdict at its end, if it has one, says more. */
    private OciException verdict(InputStream ahead, InvalidArchiveException found) {
        try {
            try {
                drain(ahead);
            } catch (InvalidArchiveException e) {
                // it cannot be decompressed, which need not be the end of it
                drain(compressed);
            }
            return found;
        } catch (OciException e) {
            if (e != found) {
                e.addSuppressed(found);
            }
            return e;
        } catch (IOException e) {
            found.addSuppressed(e);
            return found;
        }
    }

    private void unpack(TarEntry entry, TarReader tar) throws IOException {
        if (isRoot(entry)) {
            return; // the destination keeps its own mode and time
        }
        RelativeName whole = RelativeName.parse(entry.name(), "tar entry", origin.where());
        if (entry.kind() == TarEntry.Kind.DIRECTORY && isAboveTop(whole.components())) {
            return;
        }
        List<String> below = below(whole.components());
        if (below.isEmpty()) {
            if (entry.kind() != TarEntry.Kind.DIRECTORY) {
                throw invalid(entry, "the top of the tree must be a directory");
            }
            tree.directory(below, entry.mode(), entry.modified());
            return;
        }
        RelativeName name = new RelativeName(below);
        switch (entry.kind()) {
            case DIRECTORY -> tree.directory(below, entry.mode(), entry.modified());
            case FILE, SPARSE -> file(name, entry, tar);
            case SYMLINK -> tree.symlink(name, entry.link());
            case HARD_LINK -> tree.hardLink(name, linked(entry));
            default -> throw invalid(entry, "it is " + entry.kind().words());
        }
    }

    /** {@code ./}, with which many tars begin. */
    private static boolean isRoot(TarEntry entry) {
        return entry.kind() == TarEntry.Kind.DIRECTORY
                && (entry.name().equals(".") || entry.name().equals("./"));
    }

    /** Returns whether a directory is a parent of the title. */
    private boolean isAboveTop(List<String> components) {
        List<String> top = origin.top();
        return components.size() < top.size()
                && top.subList(0, components.size()).equals(components);
    }

    private List<String> below(List<String> components) {
        List<String> top = origin.top();
        int depth = top.size();
        if (components.size() < depth || !components.subList(0, depth).equals(top)) {
            throw new InvalidArchiveException(Problem.of("tar is refused")
                    .at(origin.where())
                    .because("entry " + Text.quote(String.join("/", components)) + " is not below "
                            + Text.quote(String.join("/", top)) + ", the title of the tar")
                    .advice("pack the directory itself, not only its content"));
        }
        return components.subList(depth, components.size());
    }

    private RelativeName linked(TarEntry entry) {
        RelativeName whole = RelativeName.parse(entry.link(), "target of hard link", origin.where());
        List<String> below = below(whole.components());
        if (below.isEmpty()) {
            throw invalid(entry, "it is a hard link to a directory");
        }
        return new RelativeName(below);
    }

    private void file(RelativeName name, TarEntry entry, TarReader tar) throws IOException {
        bytes += entry.size();
        if (bytes > limits.bytes() || bytes < 0) {
            throw new LimitExceededException(Problem.of("tar is too large")
                    .at(origin.where())
                    .because("its files have more than " + limits.bytes() + " bytes together")
                    .advice(Remedy.RAISE_UNPACK_LIMITS, "raise UnpackLimits.bytes if you trust the tar"));
        }
        if (entry.kind() == TarEntry.Kind.SPARSE) {
            // zeros that are not in the tar can fill a disk like those of a bomb
            limits.decompression().check(entry.offset() + tar.stored(), bytes, origin.where());
        }
        if (entry.size() <= SmallFiles.LARGEST) {
            tree.smallFile(name, entry, tar.readAll());
            return;
        }
        try (WritableByteChannel file = tree.file(name, entry.mode())) {
            for (int n; (n = tar.read(buffer, 0, buffer.length)) >= 0; ) {
                BlobSink.of(file).write(ByteBuffer.wrap(buffer, 0, n));
            }
        }
        tree.finish(name, entry);
    }

    private InvalidArchiveException invalid(TarEntry entry, String reason) {
        return new InvalidArchiveException(Problem.of("tar entry " + Text.quote(entry.name()) + " is refused")
                .at(origin.where())
                .because(reason)
                .advice("nothing was unpacked"));
    }
}
