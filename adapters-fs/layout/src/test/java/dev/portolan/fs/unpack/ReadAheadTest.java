package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Streams;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {
    private static final int SHORT = 4 * Streams.BUFFER;

    private final Set<Thread> readers = ConcurrentHashMap.newKeySet();

    private InputStream recorded(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                readers.add(Thread.currentThread());
                return super.read(buffer, offset, length);
            }
        };
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void a_short_stream_is_read_by_this_thread() throws IOException {
        byte[] bytes = bytes(SHORT - 1);
        try (ReadAhead ahead = new ReadAhead(recorded(bytes), "here")) {
            assertThat(ahead.readAllBytes()).isEqualTo(bytes);
            assertThat(ahead.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
        assertThat(readers).containsExactly(Thread.currentThread());
    }

    @Test
    void the_rest_of_a_long_stream_is_read_by_another_thread() throws Exception {
        for (int size : new int[] {SHORT, 30 * Streams.BUFFER}) {
            readers.clear();
            byte[] bytes = bytes(size);
            try (ReadAhead ahead = new ReadAhead(recorded(bytes), "here")) {
                assertThat(ahead.readAllBytes()).isEqualTo(bytes);
            }
            assertThat(readers).hasSize(2).contains(Thread.currentThread());
            readers.remove(Thread.currentThread());
            for (Thread reader : readers) {
                reader.join();
            }
        }
    }

    @Test
    void closing_ends_a_read_that_waits() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        InputStream stalled = new FilterInputStream(new ByteArrayInputStream(new byte[SHORT])) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = super.read(buffer, offset, length);
                if (n < 0) {
                    readers.add(Thread.currentThread());
                    waits.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                }
                return n;
            }
        };
        ReadAhead ahead = new ReadAhead(stalled, "here");
        ahead.readNBytes(SHORT);
        Thread reader = new Thread(() -> {
            try {
                ahead.read(new byte[1], 0, 1);
            } catch (IOException e) {
                // it was closed
            }
        });
        reader.setDaemon(true);
        reader.start();
        waits.await();

        ahead.close();

        for (Thread waiting : readers) {
            waiting.join();
        }
        reader.join();
    }

    @Test
    void the_failure_of_the_stream_is_thrown_after_what_was_read() throws IOException {
        byte[] bytes = bytes(10 * Streams.BUFFER);
        InputStream broken = new FilterInputStream(recorded(bytes)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = super.read(buffer, offset, length);
                if (n < 0) {
                    throw new IOException("broken");
                }
                return n;
            }
        };
        try (ReadAhead ahead = new ReadAhead(broken, "here")) {
            assertThat(ahead.readNBytes(9 * Streams.BUFFER)).hasSize(9 * Streams.BUFFER);
            assertThatThrownBy(ahead::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessage("broken");
        }
    }
}
