package dev.portolan.fs.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Channels that transfer one byte at a time. */
class ChannelsTest {
    private static final byte[] BYTES = "content".getBytes(US_ASCII);

    private static ReadableByteChannel slow(byte[] bytes) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer to) {
                int next = to.hasRemaining() ? in.read() : 0;
                if (next >= 0 && to.hasRemaining()) {
                    to.put((byte) next);
                    return 1;
                }
                return next;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void everything_is_written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Channels.writeFully(
                new WritableByteChannel() {
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
                },
                BYTES);
        assertThat(out.toByteArray()).isEqualTo(BYTES);
    }

    @Test
    void a_buffer_is_filled_as_far_as_the_channel_goes() throws IOException {
        ReadableByteChannel channel = slow(BYTES);
        ByteBuffer buffer = ByteBuffer.allocate(5);
        assertThat(Channels.fill(channel, buffer)).isEqualTo(5);
        assertThat(buffer.array()).isEqualTo("conte".getBytes(US_ASCII));
        assertThat(Channels.fill(channel, buffer.clear())).isEqualTo(2);
        assertThat(Arrays.copyOf(buffer.array(), buffer.position())).isEqualTo("nt".getBytes(US_ASCII));
        assertThat(Channels.fill(channel, buffer.clear())).isZero();
        assertThat(Channels.fill(channel, ByteBuffer.allocate(0))).isZero();
    }

    @Test
    void a_sink_receives_everything() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Channels.feed(slow(BYTES), buffer -> {
            while (buffer.hasRemaining()) {
                out.write(buffer.get());
            }
        });
        assertThat(out.toByteArray()).isEqualTo(BYTES);
    }
}
