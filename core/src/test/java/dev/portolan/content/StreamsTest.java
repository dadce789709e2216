package dev.portolan.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsTest {

    @Test
    void an_input_failure_is_a_storage_error_with_operation_and_location() {
        OciException failure = Streams.failure("reading x", "a place", new IOException("disk full"));

        assertThat(failure).isInstanceOf(StorageException.class).hasMessage("a place: reading x failed: disk full");
        assertThat(Streams.failure("reading x", "a place", new EOFException())).hasMessageContaining("EOFException");
    }

    @Test
    void a_typed_failure_inside_is_passed_on() {
        OciException inside = new NotFoundException(Problem.of("gone"));

        assertThat(Streams.failure("reading", "here", new IOException(inside))).isSameAs(inside);
        assertThat(Streams.failure("reading", "here", new UncheckedIOException(new IOException(inside))))
                .isSameAs(inside);
    }

    @Test
    void an_interrupt_is_a_cancellation_and_restores_the_flag() {
        OciException stream = Streams.failure("reading", "here", new InterruptedIOException());
        boolean flagOfStream = Thread.interrupted();
        OciException channel = Streams.failure("reading", "here", new ClosedByInterruptException());
        boolean flagOfChannel = Thread.interrupted();

        assertThat(stream).isInstanceOf(CancelledException.class);
        assertThat(channel).isInstanceOf(CancelledException.class);
        assertThat(flagOfStream).isTrue();
        assertThat(flagOfChannel).isTrue();
    }

    @Test
    void a_timeout_is_not_an_interrupt() {
        OciException failure = Streams.failure("reading", "here", new SocketTimeoutException("slow"));

        assertThat(Thread.interrupted()).isFalse();
        assertThat(failure).isInstanceOf(StorageException.class);
    }

    @Test
    void a_close_shield_passes_bytes_on_and_leaves_its_stream_open() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream stream = new ByteArrayInputStream(new byte[] {1, 2}) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        try (InputStream shield = Streams.closeShield(stream)) {
            assertThat(shield.read()).isEqualTo(1);
        }

        assertThat(closed).isFalse();
        assertThat(stream.read()).isEqualTo(2);
    }

    @Test
    void a_sink_of_a_channel_writes_everything() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WritableByteChannel oneByteAtATime = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer from) {
                out.write(from.get());
                return 1;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };

        BlobSink.of(oneByteAtATime).write(ByteBuffer.wrap(new byte[] {1, 2, 3}));

        assertThat(out.toByteArray()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void a_range_does_not_begin_before_the_content(long offset) {
        assertThatThrownBy(() -> new ByteRange(offset, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_range_has_a_length_and_an_end() {
        assertThat(ByteRange.toEnd(2, 5)).isEqualTo(new ByteRange(2, 3));
        assertThat(new ByteRange(2, 3).end()).isEqualTo(5);
        assertThatThrownBy(() -> new ByteRange(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ByteRange.toEnd(5, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteRange(1, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }
}
