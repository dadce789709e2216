package dev.portolan.http.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PieceMemoryTest {
    private static final long MIB = 1 << 20;

    private static int pieces(PieceMemory memory) {
        int pieces = 0;
        while (memory.take()) {
            pieces++;
        }
        return pieces;
    }

    @Test
    void a_heap_of_32_MiB_has_memory_for_a_piece_on_each_of_seven_more_connections() {
        PieceMemory memory = new PieceMemory(31 * MIB);

        assertThat(memory.isEnough()).isTrue();
        assertThat(memory.piece()).isBetween(256 << 10, 512 << 10);
        assertThat(pieces(memory)).isBetween(7, 8);
    }

    @Test
    void a_large_heap_has_pieces_of_8_MiB_and_takes_96_MiB_at_most() {
        PieceMemory memory = new PieceMemory(64_000 * MIB);

        assertThat(memory.piece()).isEqualTo(8 << 20);
        assertThat(pieces(memory)).isBetween(8, 12);
    }

    @Test
    void the_pieces_of_a_heap_of_any_size_take_no_more_than_an_eighth_of_it() {
        for (long heap = 16; heap <= 8192; heap *= 2) {
            PieceMemory memory = new PieceMemory(heap * MIB);

            assertThat((long) memory.piece() * pieces(memory)).isLessThanOrEqualTo(heap * MIB / 8);
        }
    }
}
