package dev.portolan.http.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PieceBuffersTest {
    private static final int BLOCK = PieceBuffers.BLOCK;

    private final PieceBuffers buffers = new PieceBuffers();

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** A size of -1 takes a buffer instead of adding one. */
    @Property(tries = 200)
    void bytes_leave_in_the_order_in_which_they_came(
            @ForAll @Size(max = 40) List<@IntRange(min = -1, max = 150_000) Integer> sizes) {
        ByteArrayOutputStream added = new ByteArrayOutputStream();
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        for (int size : sizes) {
            if (size < 0) {
                take(taken);
            } else {
                byte[] bytes = random(size);
                added.writeBytes(bytes);
                buffers.add(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            }
        }
        while (take(taken)) {}

        assertThat(taken.toByteArray()).isEqualTo(added.toByteArray());
    }

    private boolean take(ByteArrayOutputStream taken) {
        ByteBuffer buffer = buffers.poll();
        if (buffer == null) {
            return false;
        }
        assertThat(buffer.hasRemaining()).isTrue();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        taken.writeBytes(bytes);
        return true;
    }

    @Test
    void small_buffers_share_a_block() {
        for (int i = 0; i < 2 * BLOCK / 1024; i++) {
            buffers.add(ByteBuffer.wrap(random(4096), 1000, 1024));
        }

        assertThat(buffers.poll())
                .isEqualTo(repeated())
                .satisfies(block -> assertThat(block.array()).hasSize(BLOCK));
        assertThat(buffers.poll())
                .isEqualTo(repeated())
                .satisfies(block -> assertThat(block.array()).hasSize(BLOCK));
        assertThat(buffers.poll()).isNull();
    }

    private static ByteBuffer repeated() {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (block.hasRemaining()) {
            block.put(random(4096), 1000, 1024);
        }
        return block.flip();
    }

    @Test
    void large_buffers_are_not_copied() {
        ByteBuffer large = ByteBuffer.allocate(BLOCK);

        buffers.add(large);

        assertThat(buffers.poll()).isSameAs(large);
    }

    @Test
    void bytes_can_be_taken_before_their_block_is_full() {
        buffers.add(ByteBuffer.wrap(random(10)));

        assertThat(buffers.poll()).isEqualTo(ByteBuffer.wrap(random(10)));
        assertThat(buffers.poll()).isNull();
    }

    @Test
    void a_block_is_there_when_it_is_full() {
        buffers.add(ByteBuffer.allocate(BLOCK - 1));
        assertThat(buffers.hasBlock()).isFalse();

        buffers.add(ByteBuffer.allocate(2));

        assertThat(buffers.hasBlock()).isTrue();
        assertThat(buffers.poll()).isEqualTo(ByteBuffer.allocate(BLOCK));
        assertThat(buffers.hasBlock()).isFalse();
    }
}
