package dev.portolan.http.repository;

import java.util.concurrent.Semaphore;

/**
 * The memory for pieces of blobs that arrive early, shared by all downloads of a transport. A small heap gets small
 * pieces, and few of them. Each connection also costs a few buffers of the JDK's client, whose size is a property of
 * the JVM.
 */
public final class PieceMemory {
    private static final int MIB = 1 << 20;
    private static final int CLIENT_BUFFER = Integer.getInteger("jdk.httpclient.bufsize", 16 << 10);
    private static final long CLIENT_BUFFERS = 4L * CLIENT_BUFFER;

    private final int piece;
    private final Semaphore free;
    private final boolean enough;

    /** Memory that suits this heap. */
    public PieceMemory() {
        this(Runtime.getRuntime().maxMemory());
    }

    /**
     * Memory that suits a heap of this many bytes: a sixteenth of it, at least an eighth of a small one, and at most 96 MiB.
     * Pieces smaller than 256 KiB cost more than they gain.
     */
    PieceMemory(long heap) {
        this(pieceFor(totalFor(heap)), totalFor(heap));
    }

    private static long totalFor(long heap) {
        return Math.min(96 * MIB, Math.max(heap >> 4, Math.min(heap >> 3, 8 * MIB)));
    }

    private static int pieceFor(long total) {
        return (int) Math.max(256 << 10, Math.min(8 * MIB, Math.max(total / 8 - CLIENT_BUFFERS, total / 16)));
    }

    /** Memory for as many pieces of this size as fit. */
    public PieceMemory(int piece, long total) {
        this.piece = piece;
        this.free = new Semaphore((int) (total / (piece + CLIENT_BUFFERS)));
        this.enough = free.availablePermits() > 1;
    }

    /** Returns whether there is memory for more than one piece, so that splitting a blob can pay. */
    boolean isEnough() {
        return enough;
    }

    /** Returns the size of a piece in bytes. */
    int piece() {
        return piece;
    }

    /** Returns the size of the pieces that find out how fast one connection is, in bytes. */
    int firstPiece() {
        return piece >= MIB ? piece / 4 : piece;
    }

    /** Takes the memory of some pieces, if it is free. */
    boolean take(long pieces) {
        return pieces <= Integer.MAX_VALUE && free.tryAcquire((int) pieces);
    }

    /** Gives back the memory of some pieces. */
    void give(long pieces) {
        free.release((int) pieces);
    }
}
