package dev.portolan.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class BoundedStreamTest {
    private final InputStream under = new ByteArrayInputStream(new byte[] {1, 2, 3, 4, 5});

    @Test
    void it_ends_at_its_limit_and_leaves_the_rest() throws IOException {
        InputStream bounded = new BoundedStream(under, 3);

        assertThat(bounded.readAllBytes()).containsExactly(1, 2, 3);
        assertThat(bounded.read()).isEqualTo(-1);
        assertThat(under.read()).isEqualTo(4);
    }

    @Test
    void it_ends_where_the_wrapped_stream_ends() throws IOException {
        assertThat(new BoundedStream(under, 9).readAllBytes()).hasSize(5);
    }

    @Test
    void single_and_skipped_bytes_count() throws IOException {
        InputStream bounded = new BoundedStream(under, 4);

        assertThat(bounded.available()).isEqualTo(4);
        assertThat(bounded.read()).isEqualTo(1);
        assertThat(bounded.skip(2)).isEqualTo(2);
        assertThat(bounded.skip(-2)).isZero();
        assertThat(bounded.skip(9)).isEqualTo(1);
        assertThat(bounded.read()).isEqualTo(-1);
        assertThat(bounded.read(new byte[1])).isEqualTo(-1);
        assertThat(bounded.read(new byte[0])).isZero();
        assertThat(bounded.available()).isZero();
    }

    @Test
    void it_cannot_be_reset_beyond_its_limit() throws IOException {
        InputStream bounded = new BoundedStream(under, 3);
        bounded.mark(9);
        bounded.readAllBytes();

        assertThatThrownBy(bounded::reset).isInstanceOf(IOException.class);
        assertThat(bounded.read()).isEqualTo(-1);
    }
}
