package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgesAndSizesTest {
    private final AgesAndSizes files = new AgesAndSizes();

    @Test
    void the_oldest_files_go_until_enough_bytes_are_gone() {
        files.add(30, 5);
        files.add(10, 5);
        files.add(20, 5);

        assertThat(files.totalSize()).isEqualTo(15);
        assertThat(files.oldestKept(1)).isEqualTo(10);
        assertThat(files.oldestKept(5)).isEqualTo(10);
        assertThat(files.oldestKept(6)).isEqualTo(20);
        assertThat(files.oldestKept(15)).isEqualTo(30);
    }

    @Test
    void all_files_go_if_they_are_not_enough() {
        files.add(10, 5);

        assertThat(files.oldestKept(6)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void there_is_room_for_many_files() {
        for (int i = 5000; i > 0; i--) {
            files.add(i, 2);
        }

        assertThat(files.totalSize()).isEqualTo(10_000);
        assertThat(files.oldestKept(8000)).isEqualTo(4000);
    }
}
