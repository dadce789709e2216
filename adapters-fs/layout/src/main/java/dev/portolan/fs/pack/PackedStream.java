package dev.portolan.fs.pack;

import dev.portolan.content.BlobSink;
import dev.portolan.content.BulkInputStream;
import dev.portolan.internal.work.Daemons;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The compressed tar of a tree, created while it is read: threads of this stream read and compress some chunks ahead,
 * and the stream returns them in order.
 */
final class PackedStream extends BulkInputStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** A chunk on its way, with the memory for its bytes before and after compression. */
    private final class Slot implements Callable<Slot> {
        private final byte[] plain = new byte[TarPlan.CHUNK + 1];
        private final byte[] encoded = new byte[encoder.bound(TarPlan.CHUNK)];
        private @Nullable TarChunk chunk;
        private int encodedLength;

        @Override
        public Slot call() {
            TarChunk work = Objects.requireNonNull(chunk);
            work.fill(plain);
            encodedLength = encoder.encode(plain, work.length(), work.last(), encoded);
            return this;
        }
    }

    private final TarPlan plan;
    private final ChunkEncoder encoder;
    private final ChunkEncoder.Trailer trailer;
    private final Consumer<Digest> unpackedDigest;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private final int slots;
    private final @Nullable ExecutorService threads;
    private final Queue<FutureTask<Slot>> ahead = new ArrayDeque<>();
    private final Deque<Slot> free = new ArrayDeque<>();
    private @Nullable Slot current;
    private ByteBuffer out;
    private int made;
    private boolean ended;

    /**
     * Starts.
     *
     * @param threads how many read and compress besides the one that reads the stream; with fewer than 2, none does
     * @param unpackedDigest receives the SHA-256 of the tar when all of it has been read
     */
    PackedStream(TarPlan plan, ChunkEncoder encoder, int threads, Consumer<Digest> unpackedDigest) {
        this.plan = plan;
        this.encoder = encoder;
        this.trailer = encoder.trailer();
        this.unpackedDigest = unpackedDigest;
        this.out = ByteBuffer.wrap(encoder.header());
        this.slots = threads < 2 ? 1 : slots(threads);
        this.threads = threads < 2 ? null : executor(Math.min(threads, slots));
    }

    /** Its threads end by themselves when reading stops. */
    private static ExecutorService executor(int threads) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new Daemons("portolan-pack"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * A slot takes about 1 MiB: no more than a sixteenth of the heap, as several directories are packed at
     * once.
     */
    private static int slots(int threads) {
        long room = Runtime.getRuntime().maxMemory() / (32L * TarPlan.CHUNK);
        return (int) Math.max(3, Math.min(threads + 2, room));
    }

    /** Starts packing before the first read, if there are threads for it. */
    PackedStream begun() {
        if (threads != null) {
            startAhead();
        }
        return this;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, out.remaining());
        out.get(buffer, offset, n);
        return n;
    }

    /** Writes the rest to a sink, without copying it. */
    void writeTo(BlobSink sink) throws IOException {
        while (fill()) {
            sink.write(out.asReadOnlyBuffer());
            out = NOTHING;
        }
    }

    /** Makes sure that there is something in {@code out}; false at the end. */
    private boolean fill() throws IOException {
        while (!out.hasRemaining()) {
            if (ended) {
                return false;
            }
            release();
            startAhead();
            FutureTask<Slot> next = ahead.poll();
            if (next == null) {
                end();
            } else {
                take(await(next));
            }
        }
        return true;
    }

    private void startAhead() {
        while (plan.hasNext() && (!free.isEmpty() || made < slots)) {
            TarChunk chunk = plan.next();
            Slot slot = free.poll();
            if (slot == null) {
                slot = new Slot();
                made++;
            }
            slot.chunk = chunk;
            FutureTask<Slot> task = new FutureTask<>(slot);
            ahead.add(task);
            if (threads != null) {
                threads.execute(task);
            }
        }
    }

    private Slot await(FutureTask<Slot> task) throws IOException {
        if (threads == null) {
            task.run();
        }
        return Daemons.await(task);
    }

    private void take(Slot slot) {
        TarChunk chunk = Objects.requireNonNull(slot.chunk);
        hash.update(slot.plain, 0, chunk.length());
        trailer.update(slot.plain, chunk.length());
        out = ByteBuffer.wrap(slot.encoded, 0, slot.encodedLength);
        current = slot;
    }

    private void release() {
        if (current != null) {
            free.add(current);
            current = null;
        }
    }

    private void end() {
        ended = true;
        out = ByteBuffer.wrap(trailer.bytes());
        unpackedDigest.accept(Digest.finish(DigestAlgorithm.SHA256, hash));
        stop();
    }

    private void stop() {
        if (threads != null) {
            threads.shutdownNow();
        }
        for (Future<Slot> task : ahead) {
            task.cancel(true);
        }
    }

    @Override
    public void close() {
        ended = true;
        out = NOTHING;
        stop();
    }
}
