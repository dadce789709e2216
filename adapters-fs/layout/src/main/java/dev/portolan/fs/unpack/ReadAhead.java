package dev.portolan.fs.unpack;

import dev.portolan.content.BulkInputStream;
import dev.portolan.content.Streams;
import dev.portolan.internal.work.Daemons;
import dev.portolan.internal.work.Pipe;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream some buffers ahead on its own thread, so that receiving, verifying and decompressing go on while
 * earlier content is written. Short streams are read on demand, without a thread.
 */
final class ReadAhead extends BulkInputStream {
    private static final int BOUND = 8 * Streams.BUFFER;
    private static final int WITHOUT_THREAD = 4 * Streams.BUFFER;

    private final InputStream in;
    private final Pipe pipe;
    private @Nullable ExecutorService reader;
    private long direct;

    /** Reads ahead of this stream, which is not closed. */
    ReadAhead(InputStream in, String where) {
        this.in = in;
        this.pipe = new Pipe(where, BOUND);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (reader == null) {
            if (direct < WITHOUT_THREAD) {
                int n = in.read(buffer, offset, length);
                direct += Math.max(n, 0);
                return n;
            }
            reader = Executors.newSingleThreadExecutor(new Daemons("portolan-unpack-reader"));
            reader.execute(() -> pipe.write(() -> pipe.putAll(in)));
        }
        return pipe.read(buffer, offset, length);
    }

    /** Ends reading ahead; when this returns, no other thread uses the stream. */
    @Override
    public void close() {
        pipe.close();
        if (reader != null) {
            Daemons.end(reader);
        }
    }
}
