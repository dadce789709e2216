package dev.portolan.http.repository;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.http.pipeline.Throttle;
import dev.portolan.http.wire.Uris;
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
    private final long end;
    private final Executor executor;
    private final PieceMemory memory;
    private final Throttle throttle;
    private final Pace pace;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private final Download first;
    /** The part that this thread reads itself: the first piece, all the rest, or a piece without memory. */
    private @Nullable Download direct;

    private long planned;
    private long roundBegan;
    private long roundBytes;
    private int roundPieces;

    /**
     * Reads on after the first piece.
     *
     * @param first has begun, and reads as far as {@code planned}
     * @param end the offset behind the last byte
     * @param began when the first piece was requested, by {@link System#nanoTime}
     */
    PieceReader(
            Download first,
            long planned,
            long end,
            long began,
            Executor executor,
            PieceMemory memory,
            Throttle throttle) {
        this.first = first;
        this.direct = first;
        this.planned = planned;
        this.end = end;
        this.executor = executor;
        this.memory = memory;
        this.throttle = throttle;
        this.pace = new Pace(memory.piece());
        this.roundBegan = began;
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
                buffer = piece.next();
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
        while (!alone && pieces.size() < pace.width() && planned < end && begin()) {}
        if (pieces.isEmpty() && planned < end) {
            long from = planned;
            planned = alone ? end : Math.min(end, planned + nextPiece());
            direct = first.part(from, planned);
        }
    }

    /** A measurement of a single connection begins with a small piece; if that was too quick to tell, large ones follow. */
    private int nextPiece() {
        boolean first = pace.width() == 1 && !pace.settled() && roundPieces == 0;
        return first ? memory.firstPiece() : memory.piece();
    }

    private boolean begin() {
        if (!memory.take(1)) {
            return false;
        }
        long from = planned;
        long to = Math.min(end, from + nextPiece());
        Piece piece = new Piece(first, from, to);
        try {
            executor.execute(piece);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread to be had: this one does the work
            memory.give(1);
            return false;
        }
        pieces.add(piece);
        planned = to;
        return true;
    }

    private void end(Piece piece) {
        pieces.remove();
        memory.give(1);
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
        pace.narrow(throttle.of(Uris.authority(first.address())).width());
    }

    private void cancelPieces() {
        for (Piece piece : pieces) {
            piece.cancel();
            memory.give(1);
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
