package dev.portolan.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ContentTest {
    private final Content content = Content.of(new byte[] {1, 2, 3});

    @Test
    void it_can_be_opened_again_and_again() throws IOException {
        try (InputStream first = content.open();
                InputStream second = content.open()) {
            assertThat(first.readAllBytes()).containsExactly(1, 2, 3);
            assertThat(second.readAllBytes()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void it_can_be_opened_in_the_middle_and_at_the_end() throws IOException {
        assertThat(content.openAt(1).readAllBytes()).containsExactly(2, 3);
        assertThat(content.openAt(3).readAllBytes()).isEmpty();
    }

    @Test
    void it_cannot_be_opened_beyond_its_end_and_leaves_no_open_stream() {
        AtomicInteger open = new AtomicInteger();
        Content counting = () -> {
            open.incrementAndGet();
            return new ByteArrayInputStream(new byte[3]) {
                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        };

        assertThatThrownBy(() -> counting.openAt(4)).isInstanceOf(EOFException.class);
        assertThat(open).hasValue(0);
    }

    @Test
    void it_is_handed_to_a_sink_that_cannot_change_it() throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        content.writeTo(buffer -> {
            assertThat(buffer.isReadOnly()).isTrue();
            while (buffer.hasRemaining()) {
                taken.write(buffer.get());
            }
        });

        assertThat(taken.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void by_default_it_is_transferred_from_its_stream() throws IOException {
        byte[] large = new byte[3 * Streams.BUFFER + 1];
        Content streamed = () -> new ByteArrayInputStream(large);
        AtomicInteger taken = new AtomicInteger();

        streamed.writeTo(buffer -> taken.addAndGet(buffer.remaining()));

        assertThat(taken).hasValue(large.length);
        assertThat(streamed.verifies(Digest.sha256(large))).isFalse();
    }

    @Test
    void a_sinks_own_exception_is_passed_on() {
        IOException full = new IOException("full");

        assertThatThrownBy(() -> content.writeTo((ByteBuffer buffer) -> {
                    throw full;
                }))
                .isSameAs(full);
    }
}
