package dev.portolan.fs.layout;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a layout's index, and does not read it again while the file is the same. */
final class IndexReader {
    /** A file changed later than this before it was read may change again and look the same: clocks tick coarsely. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final LayoutFiles files;
    private final String where;
    private final LayoutOptions options;
    private volatile @Nullable Known known;

    private record Known(FileStamp stamp, IndexJson index) {}

    IndexReader(LayoutFiles files, String where, LayoutOptions options) {
        this.files = files;
        this.where = where;
        this.options = options;
    }

    /** Returns the index; empty when there is no layout. */
    Optional<IndexJson> current() throws IOException {
        Known before = known;
        if (before == null) {
            files.requireDirectory();
        }
        Optional<BasicFileAttributes> file = files.regular(files.index());
        if (before != null && file.isPresent() && before.stamp().equals(FileStamp.of(file.get()))) {
            return Optional.of(before.index());
        }
        if (!files.present()) {
            return Optional.empty();
        }
        if (file.isEmpty()) {
            files.requireNoBlobs();
            return Optional.of(IndexJson.empty());
        }
        IndexJson index = now();
        FileStamp stamp = FileStamp.of(file.get());
        boolean settled = stamp.modified().toInstant().plus(SETTLED).isBefore(Instant.now());
        known = settled ? new Known(stamp, index) : null;
        return Optional.of(index);
    }

    /** Returns the current index in the file. */
    IndexJson now() throws IOException {
        return IndexJson.parse(files.small(files.index(), IndexJson.limit(options)), where);
    }
}
