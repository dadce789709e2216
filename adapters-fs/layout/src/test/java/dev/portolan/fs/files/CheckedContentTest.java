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
    void the_beginning_of_content_is_completed_with_the_rest() throws IOException {
        byte[] bytes = Samples.random(1, 200_000);
        Descriptor blob = Descriptor.of("x", bytes);
        Content rest = new Content() {
            @Override
            public InputStream open() throws IOException {
                throw new IOException("read from its start");
            }

            @Override
            public InputStream openAt(long offset) {
                return new ByteArrayInputStream(bytes, (int) offset, bytes.length);
            }
        };
        for (int there : new int[] {1, 100_000, 199_999, 200_000}) {
            try (FileChannel file = open(Arrays.copyOf(bytes, there))) {
                CheckedContent.complete(file, rest, blob, "test");
            }
            assertThat(Files.readAllBytes(temp.resolve("f"))).isEqualTo(bytes);
        }
    }

    @Test
    void anything_else_is_replaced_by_the_content() throws IOException {
        byte[] bytes = Samples.random(1, 200_000);
        Descriptor blob = Descriptor.of("x", bytes);
        for (byte[] there :
                new byte[][] {{}, Arrays.copyOf(bytes, 200_001), Samples.random(2, 100_000), Samples.random(2, 200_000)
                }) {
            try (FileChannel file = open(there)) {
                CheckedContent.complete(file, Content.of(bytes), blob, "test");
            }
            assertThat(Files.readAllBytes(temp.resolve("f"))).isEqualTo(bytes);
        }
        try (FileChannel file = open(Arrays.copyOf(bytes, 100_000))) {
            assertThatThrownBy(
                            () -> CheckedContent.complete(file, Content.of(Samples.random(2, 200_000)), blob, "test"))
                    .isInstanceOf(ContentMismatchException.class);
        }
    }

    @Test
    void a_file_matches_its_own_content_alone() throws IOException {
        byte[] bytes = Samples.random(1, 200_000);
        Descriptor blob = Descriptor.of("x", bytes);
        for (byte[] there : new byte[][] {
            bytes, Samples.random(2, 200_000), Arrays.copyOf(bytes, 199_999), Arrays.copyOf(bytes, 200_001)
        }) {
            try (FileChannel file = open(there)) {
                assertThat(CheckedContent.matches(file, blob, "test")).isEqualTo(there == bytes);
            }
        }
    }
}
