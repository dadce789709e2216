package dev.portolan.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifierTest {
    private static final byte[] GOOD = "what was meant to be here".getBytes(StandardCharsets.US_ASCII);
    private static final Descriptor EXPECTED = Descriptor.of("text/plain", GOOD);

    private static InputStream verified(byte[] actual) {
        return Verifier.of(EXPECTED, "the test").wrap(new ByteArrayInputStream(actual));
    }

    private static byte[] damaged() {
        byte[] bytes = GOOD.clone();
        bytes[7] ^= 1;
        return bytes;
    }

    /** The ways to read a stream to its end; each of them must detect damage. */
    enum Reading {
        ALL {
            @Override
            void read(InputStream stream) throws IOException {
                stream.readAllBytes();
            }
        },
        BYTE_BY_BYTE {
            @Override
            void read(InputStream stream) throws IOException {
                while (stream.read() >= 0) {}
            }
        },
        IN_SMALL_PARTS {
            @Override
            void read(InputStream stream) throws IOException {
                byte[] part = new byte[4];
                while (stream.read(part, 1, 3) >= 0) {}
            }
        },
        BY_TRANSFER {
            @Override
            void read(InputStream stream) throws IOException {
                stream.transferTo(new ByteArrayOutputStream());
            }
        },
        BY_SKIPPING {
            @Override
            void read(InputStream stream) throws IOException {
                while (stream.skip(10) > 0) {}
                stream.read();
            }
        },
        WITH_A_BUFFER_OF_EXACTLY_THE_SIZE {
            @Override
            void read(InputStream stream) throws IOException {
                stream.readNBytes(new byte[GOOD.length], 0, GOOD.length);
                stream.read(new byte[0]);
                stream.read();
            }
        };

        abstract void read(InputStream stream) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void good_content_is_read_to_its_end(Reading reading) throws IOException {
        try (InputStream stream = verified(GOOD)) {
            reading.read(stream);

            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.read(new byte[9])).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void changed_content_is_refused(Reading reading) {
        assertThatThrownBy(() -> reading.read(verified(damaged())))
                .isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining(EXPECTED.digest() + " is damaged: its bytes have the digest sha256:");
    }

    @ParameterizedTest
    @EnumSource
    void short_content_is_refused(Reading reading) {
        assertThatThrownBy(() -> reading.read(verified(Arrays.copyOf(GOOD, GOOD.length - 1))))
                .isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining("it ended after 24 of 25 bytes");
    }

    @ParameterizedTest
    @EnumSource
    void long_content_is_refused(Reading reading) {
        assertThatThrownBy(() -> reading.read(verified(Arrays.copyOf(GOOD, GOOD.length + 1))))
                .isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining("it is longer than the 25 bytes in its descriptor");
    }

    @Test
    void a_damaged_stream_fails_on_every_further_read() {
        // Finishing resets the computation; a second end must not count as that of empty content.
        Descriptor liar = Descriptor.of("text/plain", Digest.sha256(new byte[0]), GOOD.length);
        InputStream stream = Verifier.of(liar, "the test").wrap(new ByteArrayInputStream(GOOD));

        assertThatThrownBy(stream::readAllBytes).isInstanceOf(ContentMismatchException.class);
        assertThatThrownBy(stream::read).isInstanceOf(ContentMismatchException.class);
    }

    @Test
    void mark_and_reset_do_not_bypass_verification() throws IOException {
        InputStream stream = verified(GOOD);
        stream.mark(100);

        assertThat(stream.markSupported()).isFalse();
        assertThatThrownBy(stream::reset).isInstanceOf(IOException.class);
        assertThat(stream.readAllBytes()).isEqualTo(GOOD);
    }

    @Test
    void skipping_nothing_or_backwards_reads_nothing() throws IOException {
        InputStream stream = verified(GOOD);

        assertThat(stream.skip(0)).isZero();
        assertThat(stream.skip(-5)).isZero();
        assertThat(stream.readAllBytes()).isEqualTo(GOOD);
    }

    @Test
    void empty_content_is_verified() throws IOException {
        Descriptor nothing = Descriptor.of("text/plain", new byte[0]);

        assertThat(Verifier.of(nothing, "the test")
                        .wrap(InputStream.nullInputStream())
                        .read())
                .isEqualTo(-1);
    }

    @Test
    void sha512_is_verified_too() {
        Descriptor expected = Descriptor.of("text/plain", Digest.of(DigestAlgorithm.SHA512, GOOD), GOOD.length);

        assertThat(Verifier.check(expected, "the test", GOOD)).isSameAs(GOOD);
        assertThatThrownBy(() -> Verifier.check(expected, "the test", damaged()))
                .isInstanceOf(ContentMismatchException.class);
    }

    @Test
    void a_buffer_keeps_its_position() {
        Verifier verifier = Verifier.of(EXPECTED, "the test");
        ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        buffer.put(new byte[10]).put(GOOD).flip().position(10);

        verifier.update(buffer);

        assertThat(buffer.remaining()).isEqualTo(GOOD.length);
        assertThat(verifier.count()).isEqualTo(GOOD.length);
        verifier.finish();
        verifier.finish();
    }

    @Test
    void a_sink_gets_no_byte_beyond_the_size() throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        Verifier verifier = Verifier.of(EXPECTED, "the test");
        BlobSink sink = verifier.before(buffer -> taken.write(buffer.get()));

        for (byte b : GOOD) {
            sink.write(ByteBuffer.wrap(new byte[] {b}));
        }
        assertThatThrownBy(() -> sink.write(ByteBuffer.wrap(new byte[1]))).isInstanceOf(ContentMismatchException.class);

        assertThat(taken.toByteArray()).isEqualTo(GOOD);
        assertThatThrownBy(verifier::finish).isInstanceOf(ContentMismatchException.class);
    }
}
