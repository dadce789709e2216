package dev.portolan.http.repository;

import dev.portolan.error.ContentMismatchException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blob in pieces, by range requests over several connections, and hands them on in order. Begins with one
 * connection, adds more while they make the download faster, and fetches all the rest with one request when they do not
 * or when the registry serves no ranges. What arrives ahead of its turn stays in memory, which is limited; so
 * an interrupted download, which resumes where its reader stopped, loses no more than that.
 */
final class PieceReader implements BlobReader {
    private final Span span;
    private final Executor executor;
    private final PieceMemory memory;
    private final Pace pace;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private final Download first;
    /** The part that this thread reads itself: the first piece, all the rest, or a piece without memory. */
    private @Nullable Download direct;

    private long planned;
    private long roundBegan;
    private long roundBytes;
    private int roundPieces;

    /** The part of a blob that is read. */
    interface Span {
        /** Returns the offset behind the last byte. */
        long end();

        /** Returns the name of the download in messages. */
        String what();

        /** Returns the name of the repository in messages. */
        String where();

        /** Begins to fetch the bytes between two offsets. */
        Download start(long from, long to);

        /** Returns how many requests the host behind a download may get at a time. */
        int width(Download of);
    }

    private PieceReader(Span span, Download first, long planned, long began, Executor executor, PieceMemory memory) {
        this.span = span;
        this.executor = executor;
        this.memory = memory;
        this.pace = new Pace(memory.piece());
        this.first = first;
        this.direct = first;
        this.planned = planned;
        this.roundBegan = began;
    }

    /** Begins with the first piece; fails when the blob does not exist. */
    static BlobReader start(Span span, long from, Executor executor, PieceMemory memory) {
        long began = System.nanoTime();
        long planned = Math.min(span.end(), from + memory.firstPiece());
        Download first = span.start(from, planned);
        if (first.isWhole()) {
            first.extendTo(span.end());
            return first;
        }
        return new PieceReader(span, first, planned, began, executor, memory);
    }

    @Override
    public @Nullable ByteBuffer next() {
        while (true) {
            plan();
            ByteBuffer buffer;
            Download here = direct;
            Piece piece = pieces.peek();
            if (here != null) {
                buffer = here.next();
            } else if (piece != null) {
                buffer = piece.next(span);
            } else {
                return null;
            }
            if (buffer != null) {
                roundBytes += buffer.remaining();
                return buffer;
            }
            if (here != null) {
                here.close();
                direct = null;
            } else if (piece != null) {
                end(piece);
            }
            measure();
        }
    }

    /** Starts as many pieces as the pace allows. */
    private void plan() {
        if (direct != null) {
            return;
        }
        boolean alone = pace.isAlone();
        while (!alone && pieces.size() < pace.width() && planned < span.end() && begin()) {}
        if (pieces.isEmpty() && planned < span.end()) {
            long from = planned;
            planned = alone ? span.end() : Math.min(span.end(), planned + nextPiece());
            direct = span.start(from, planned);
        }
    }

    /** A measurement of a single connection begins with a small piece; if that was too quick to tell, large ones follow. */
    private int nextPiece() {
        boolean first = pace.width() == 1 && !pace.settled() && roundPieces == 0;
        return first ? memory.firstPiece() : memory.piece();
    }

    private boolean begin() {
        if (!memory.take()) {
            return false;
        }
        long from = planned;
        long to = Math.min(span.end(), from + nextPiece());
        Piece piece = new Piece(from, () -> span.start(from, to));
        try {
            executor.execute(piece);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread to be had: this one does the work
            memory.give();
            return false;
        }
        pieces.add(piece);
        planned = to;
        return true;
    }

    private void end(Piece piece) {
        pieces.remove();
        memory.give();
        if (piece.isRefused()) {
            cancelPieces();
            pace.alone();
            planned = piece.from();
        }
    }

    private void measure() {
        roundPieces++;
        long now = System.nanoTime();
        if (roundPieces >= pace.width() && pace.measured(roundBytes, now - roundBegan)) {
            roundBegan = now;
            roundBytes = 0;
            roundPieces = 0;
        }
        pace.narrow(span.width(first));
    }

    private void cancelPieces() {
        for (Piece piece : pieces) {
            piece.cancel();
            memory.give();
        }
        pieces.clear();
    }

    @Override
    public ContentMismatchException blame(ContentMismatchException found) {
        return first.blame(found);
    }

    @Override
    public void close() {
        if (direct != null) {
            direct.close();
        }
        cancelPieces();
    }
}
