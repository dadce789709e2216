package dev.portolan.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BlocksTest {
    private static final int BLOCK = 64 << 10;

    private final List<ByteBuffer> handedOn = new ArrayList<>();
    private final Blocks blocks = new Blocks(BLOCK, handedOn::add);

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 200)
    void bytes_leave_in_the_order_in_which_they_came(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 150_000) Integer> sizes) throws IOException {
        handedOn.clear();
        ByteArrayOutputStream added = new ByteArrayOutputStream();
        for (int size : sizes) {
            byte[] bytes = random(size);
            added.writeBytes(bytes);
            blocks.write(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        }
        blocks.finish();

        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        for (ByteBuffer block : handedOn) {
            assertThat(block.hasRemaining()).isTrue();
            taken.write(block.array(), 0, block.remaining());
        }
        assertThat(taken.toByteArray()).isEqualTo(added.toByteArray());
    }

    @Test
    void small_buffers_share_a_block() throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(2 * BLOCK);
        while (whole.hasRemaining()) {
            whole.put(random(4096), 1000, 1024);
            blocks.write(ByteBuffer.wrap(random(4096), 1000, 1024));
        }
        blocks.finish();

        assertThat(handedOn)
                .hasSize(2)
                .allSatisfy(block -> assertThat(block.array()).hasSize(BLOCK));
        assertThat(handedOn).containsExactly(whole.slice(0, BLOCK), whole.slice(BLOCK, BLOCK));
    }

    @Test
    void bytes_are_copied() throws IOException {
        byte[] bytes = random(BLOCK);
        blocks.write(ByteBuffer.wrap(bytes));
        bytes[0]++;
        blocks.finish();

        assertThat(handedOn).containsExactly(ByteBuffer.wrap(random(BLOCK)));
    }

    @Test
    void the_last_block_leaves_at_the_end_however_few_bytes_it_has() throws IOException {
        blocks.write(ByteBuffer.wrap(random(10)));
        assertThat(handedOn).isEmpty();

        blocks.finish();
        blocks.finish();

        assertThat(handedOn).containsExactly(ByteBuffer.wrap(random(10)));
    }

    @Test
    void a_full_block_leaves_when_more_bytes_follow() throws IOException {
        blocks.write(ByteBuffer.allocate(BLOCK));
        assertThat(handedOn).isEmpty();

        blocks.write(ByteBuffer.allocate(1));

        assertThat(handedOn).containsExactly(ByteBuffer.allocate(BLOCK));
    }
}
