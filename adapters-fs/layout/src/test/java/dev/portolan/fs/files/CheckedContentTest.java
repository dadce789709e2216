package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedContentTest {
    @TempDir
    Path temp;

    private FileChannel open(byte[] there) throws IOException {
        Path file = Files.write(temp.resolve("f"), there);
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300_000, (int) CheckedContent.LARGE - 1, (int) CheckedContent.LARGE})
    void content_is_written_and_verified(int size) throws IOException {
        byte[] bytes = Samples.random(1, size);
        Descriptor blob = Descriptor.of("x", bytes);
        try (FileChannel file = open(new byte[0])) {
            CheckedContent.fill(file, Content.of(bytes), blob, "test");
        }
        assertThat(Files.readAllBytes(temp.resolve("f"))).isEqualTo(bytes);
        for (byte[] wrong : new byte[][] {Samples.random(2, size), Arrays.copyOf(bytes, size + 1)}) {
            if (!Arrays.equals(wrong, bytes)) {
                try (FileChannel file = open(new byte[0])) {
                    assertThatThrownBy(() -> CheckedContent.fill(file, Content.of(wrong), blob, "test"))
                            .isInstanceOf(ContentMismatchException.class);
                    assertThat(file.size()).isLessThanOrEqualTo(size);
                }
            }
        }
    }

    @Test
    void large_content_that_verifies_itself_is_only_counted() throws IOException {
        byte[] bytes = new byte[(int) CheckedContent.LARGE];
        Descriptor blob = Descriptor.of("x", Samples.random(1, bytes.length));
        Content content = new Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public boolean verifies(Digest digest) {
                return true;
            }
        };
        try (FileChannel file = open(new byte[0])) {
            CheckedContent.fill(file, content, blob, "test");
        }
        assertThat(Files.readAllBytes(temp.resolve("f"))).isEqualTo(bytes);
    }

    @Test
    void the_beginning_of_content_is_completed() throws IOException {
        byte[] bytes = Samples.random(1, 200_000);
        Descriptor blob = Descriptor.of("x", bytes);
        for (int there : new int[] {1, 100_000, 199_999, 200_000}) {
            try (FileChannel file = open(Arrays.copyOf(bytes, there))) {
                assertThat(CheckedContent.complete(file, Content.of(bytes), blob, "test"))
                        .isTrue();
            }
            assertThat(Files.readAllBytes(temp.resolve("f"))).isEqualTo(bytes);
        }
    }

    @Test
    void anything_else_is_not_completed() throws IOException {
        byte[] bytes = Samples.random(1, 200_000);
        Descriptor blob = Descriptor.of("x", bytes);
        for (byte[] there :
                new byte[][] {{}, Arrays.copyOf(bytes, 200_001), Samples.random(2, 100_000), Samples.random(2, 200_000)
                }) {
            try (FileChannel file = open(there)) {
                assertThat(CheckedContent.complete(file, Content.of(bytes), blob, "test"))
                        .isFalse();
            }
        }
        try (FileChannel file = open(Arrays.copyOf(bytes, 100_000))) {
            assertThat(CheckedContent.complete(file, Content.of(Samples.random(2, 200_000)), blob, "test"))
                    .isFalse();
        }
    }
}
