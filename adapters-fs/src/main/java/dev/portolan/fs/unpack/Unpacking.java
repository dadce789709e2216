package dev.portolan.fs.unpack;

import dev.portolan.content.Streams;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.fs.files.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Optional;

/** One pass over one tar. */
final class Unpacking {
    private final CountingStream compressed;
    private final StagedTree tree;
    private final List<String> top;
    private final UnpackLimits limits;
    private final String place;
    private final byte[] buffer = new byte[Streams.BUFFER];
    private long bytes;

    Unpacking(InputStream tar, StagedTree tree, List<String> top, UnpackLimits limits, String place) {
        this.compressed = new CountingStream(tar);
        this.tree = tree;
        this.top = top;
        this.limits = limits;
        this.place = place;
    }

    void run() throws IOException {
        InputStream plain = new RatioLimit(Decompression.of(compressed, place), compressed, limits, place);
        TarReader tar = new TarReader(plain, place);
        for (Optional<TarEntry> entry; (entry = tar.next()).isPresent(); ) {
            unpack(entry.get(), tar);
        }
        drain(plain);
        drain(compressed);
        tree.finish();
    }

    private void drain(InputStream stream) throws IOException {
        while (stream.read(buffer) >= 0) {
            // what follows after the end of the tar counts for the digest
        }
    }

    private void unpack(TarEntry entry, TarReader tar) throws IOException {
        if (isRoot(entry)) {
            tree.directory(List.of(), entry.mode(), entry.modified());
            return;
        }
        RelativeName whole = RelativeName.parse(entry.name(), "tar entry", place);
        List<String> below = below(whole.components());
        if (below.isEmpty()) {
            if (entry.kind() != TarEntry.Kind.DIRECTORY) {
                throw invalid(entry, "it is not a directory, which the top of the tree must be");
            }
            tree.directory(below, entry.mode(), entry.modified());
            return;
        }
        RelativeName name = new RelativeName(below);
        switch (entry.kind()) {
            case DIRECTORY -> tree.directory(below, entry.mode(), entry.modified());
            case FILE -> file(name, entry, tar);
            case SYMLINK -> tree.symlink(name, entry.link());
            case HARD_LINK -> tree.hardLink(name, linked(entry));
            default -> throw invalid(entry, "it is a " + entry.kind().words());
        }
    }

    /** {@code ./}, with which many tars begin. */
    private boolean isRoot(TarEntry entry) {
        return top.isEmpty()
                && entry.kind() == TarEntry.Kind.DIRECTORY
                && (entry.name().equals(".") || entry.name().equals("./"));
    }

    private List<String> below(List<String> components) {
        int depth = top.size();
        if (components.size() < depth || !components.subList(0, depth).equals(top)) {
            throw new InvalidArchiveException(Problem.of("tar is refused")
                    .at(place)
                    .because("entry " + Shown.of(String.join("/", components)) + " does not lie below "
                            + Shown.of(String.join("/", top)) + ", which the tar was titled with"));
        }
        return components.subList(depth, components.size());
    }

    private RelativeName linked(TarEntry entry) {
        RelativeName whole = RelativeName.parse(entry.link(), "target of hard link", place);
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
                    .at(place)
                    .because("its files have more than " + limits.bytes() + " bytes together")
                    .advice("raise UnpackLimits.bytes if it is to be trusted"));
        }
        try (WritableByteChannel file = tree.file(name, entry.mode())) {
            for (int n; (n = tar.read(buffer, 0, buffer.length)) >= 0; ) {
                ByteBuffer part = ByteBuffer.wrap(buffer, 0, n);
                while (part.hasRemaining()) {
                    file.write(part);
                }
            }
        }
        tree.fileTime(name, entry.modified());
    }

    private InvalidArchiveException invalid(TarEntry entry, String reason) {
        return new InvalidArchiveException(Problem.of("tar entry " + Shown.of(entry.name()) + " is refused")
                .at(place)
                .because(reason)
                .advice("nothing was unpacked"));
    }
}
