package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeContentTest {
    /** How large the artifact is in MiB; {@code -Dportolan.memory.mib=2048} for a thorough run. */
    private static final int SIZE = Integer.getInteger("portolan.memory.mib", 96);

    @TempDir
    Path folder;

    @Test
    void export_and_import_of_any_size_need_at_most_32_mib_of_heap() throws Exception {
        Process copy = ChildJvm.start(LargeCopy.class, "32m", List.of(folder.toString(), Integer.toString(SIZE)));
        String said = new String(copy.getInputStream().readAllBytes()).strip();

        assertThat(copy.waitFor()).isZero();
        assertThat(said).isEqualTo("good");
        System.out.printf("exported and imported %d MiB in 32 MiB of heap%n", SIZE);
    }
}
