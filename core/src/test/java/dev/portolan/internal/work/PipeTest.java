package dev.portolan.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Streams;
import dev.portolan.error.CancelledException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipeTest {
    private final Pipe pipe = new Pipe("here", 10);

    @AfterEach
    void no_interrupt_is_left() {
        Thread.interrupted();
    }

    @Test
    void bytes_are_read_as_they_were_written_for_any_sizes() throws IOException {
        byte[] bytes = new byte[100_000];
        Random random = new Random(7);
        random.nextBytes(bytes);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                for (int at = 0; at < bytes.length; ) {
                    int length = Math.min(1 + random.nextInt(40), bytes.length - at);
                    pipe.put(Arrays.copyOfRange(bytes, at, at + length), length);
                    at += length;
                }
                pipe.end(null);
            } catch (InterruptedIOException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(pipe.read()).isEqualTo(bytes[0] & 0xff);
        assertThat(pipe.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
        assertThat(pipe.read()).isEqualTo(-1);
        assertThat(writer).succeedsWithin(30, TimeUnit.SECONDS);
    }

    @Test
    void a_writer_waits_when_the_pipe_is_full() throws Exception {
        Thread writer = new Thread(() -> {
            try {
                pipe.put(new byte[100], 100); // one piece always may wait
                pipe.put(new byte[1], 1);
                pipe.end(null);
            } catch (InterruptedIOException e) {
                pipe.end(e);
            }
        });
        writer.start();
        while (writer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertThat(pipe.readAllBytes()).hasSize(101);
        writer.join();
    }

    @Test
    void the_reader_gets_the_bytes_before_a_failure_then_the_failure() throws IOException {
        pipe.put(new byte[] {1, 2}, 2);
        pipe.end(new IOException("broken"));

        assertThat(pipe.readNBytes(2)).containsExactly(1, 2);
        assertThatThrownBy(pipe::read).isInstanceOf(IOException.class).hasMessage("broken");
        assertThatThrownBy(pipe::read).hasMessage("broken");
    }

    @Test
    void the_reader_gets_errors_of_the_writer() {
        pipe.end(new OutOfMemoryError("none left"));

        assertThatThrownBy(pipe::read).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void a_writer_stops_when_the_reader_has_closed() {
        pipe.close();

        assertThatThrownBy(() -> pipe.put(new byte[1], 1)).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void a_waiting_reader_can_be_interrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(pipe::read).isInstanceOf(CancelledException.class).hasMessageContaining("here");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void buffers_are_reused() throws IOException {
        byte[] buffer = pipe.buffer();
        pipe.put(buffer, 1);
        pipe.end(null);
        pipe.readAllBytes();

        assertThat(buffer).hasSize(Streams.BUFFER);
        assertThat(pipe.buffer()).isSameAs(buffer);
    }
}
