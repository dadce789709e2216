package dev.portolan.http.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PieceMemoryTest {
    private static final long MIB = 1 << 20;

    private static int pieces(PieceMemory memory) {
        int pieces = 0;
        while (memory.take(1)) {
            pieces++;
        }
        return pieces;
    }

    @Test
    void a_heap_of_32_MiB_has_memory_for_seven_more_pieces() {
        PieceMemory memory = new PieceMemory(31 * MIB);

        assertThat(memory.isEnough()).isTrue();
        assertThat(memory.piece()).isBetween(256 << 10, 512 << 10);
        assertThat(pieces(memory)).isBetween(7, 8);
    }

    @Test
    void a_large_heap_has_pieces_of_8_MiB_and_uses_at_most_96_MiB() {
        PieceMemory memory = new PieceMemory(64_000 * MIB);

        assertThat(memory.piece()).isEqualTo(8 << 20);
        assertThat(pieces(memory)).isBetween(8, 12);
    }

    @Test
    void pieces_take_at_most_an_eighth_of_any_heap() {
        for (long heap = 16; heap <= 8192; heap *= 2) {
            PieceMemory memory = new PieceMemory(heap * MIB);

            assertThat((long) memory.piece() * pieces(memory)).isLessThanOrEqualTo(heap * MIB / 8);
        }
    }
}
