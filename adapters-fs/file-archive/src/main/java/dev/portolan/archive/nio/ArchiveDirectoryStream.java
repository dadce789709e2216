package dev.portolan.archive.nio;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A stream of the entries of a directory, to be iterated once. */
final class ArchiveDirectoryStream implements DirectoryStream<Path> {
    private final Iterator<Path> children;
    private final DirectoryStream.Filter<? super Path> filter;
    private boolean used;
    private volatile boolean closed;

    ArchiveDirectoryStream(List<Path> children, DirectoryStream.Filter<? super Path> filter) {
        this.children = children.iterator();
        this.filter = filter;
    }

    @Override
    public Iterator<Path> iterator() {
        if (used || closed) {
            throw new IllegalStateException("the directory stream was already iterated, or closed");
        }
        used = true;
        return new Accepted();
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Accepted implements Iterator<Path> {
        private @Nullable Path next;

        @Override
        public boolean hasNext() {
            while (next == null && !closed && children.hasNext()) {
                Path child = children.next();
                next = accepts(child) ? child : null;
            }
            return next != null;
        }

        private boolean accepts(Path child) {
            try {
                return filter.accept(child);
            } catch (IOException e) {
                throw new DirectoryIteratorException(e);
            }
        }

        @Override
        public Path next() {
            Path child = hasNext() ? next : null;
            if (child == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return child;
        }
    }
}
