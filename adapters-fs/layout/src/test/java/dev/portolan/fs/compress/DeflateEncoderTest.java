package dev.portolan.fs.compress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class DeflateEncoderTest {
    private final DeflateEncoder encoder = new DeflateEncoder();

    @Property(tries = 300)
    void every_inflater_restores_the_same_bytes(@ForAll("data") byte[] data) throws IOException {
        assertThat(inflated(encoded(data, data.length))).isEqualTo(data);
    }

    @Property(tries = 100)
    void concatenated_chunks_are_one_stream(
            @ForAll("data") byte[] data, @ForAll @IntRange(min = 1, max = 10_000) int chunk) throws IOException {
        assertThat(inflated(encoded(data, chunk))).isEqualTo(data);
    }

    @Property(tries = 100)
    void the_output_never_exceeds_the_limit(@ForAll("data") byte[] data) {
        byte[] out = new byte[DeflateEncoder.bound(data.length)];
        assertThat(encoder.encode(data, data.length, false, out)).isLessThanOrEqualTo(out.length);
    }

    @Example
    void a_chunk_of_noise_stays_within_the_limit() throws IOException {
        byte[] noise = new byte[512 << 10];
        new Random(3).nextBytes(noise);
        byte[] encoded = encoded(noise, noise.length);
        assertThat(encoded.length).isLessThanOrEqualTo(DeflateEncoder.bound(noise.length));
        assertThat(inflated(encoded)).isEqualTo(noise);
    }

    @Example
    void zeros_compress_to_almost_nothing() throws IOException {
        byte[] zeros = new byte[512 << 10];
        byte[] encoded = encoded(zeros, zeros.length);
        assertThat(encoded).hasSizeLessThan(1000);
        assertThat(inflated(encoded)).isEqualTo(zeros);
    }

    @Example
    void a_code_that_is_too_long_is_shortened() throws IOException {
        // frequencies like the Fibonacci numbers make the deepest tree
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        Random order = new Random(4);
        int[] fibonacci = new int[20];
        for (int i = 0; i < fibonacci.length; i++) {
            fibonacci[i] = i < 2 ? 1 : fibonacci[i - 1] + fibonacci[i - 2];
        }
        while (data.size() < 16_000) {
            int pick = order.nextInt(17_000);
            int symbol = 0;
            while (symbol < 19 && pick >= fibonacci[symbol]) {
                pick -= fibonacci[symbol++];
            }
            data.write(symbol * 13);
        }
        byte[] bytes = data.toByteArray();
        assertThat(inflated(encoded(bytes, bytes.length))).isEqualTo(bytes);
    }

    /** Digests of artifacts depend on it: when this fails, everybody's directories get other digests. */
    @Example
    void the_output_for_given_bytes_never_changes() {
        StringBuilder text = new StringBuilder();
        Random words = new Random(5);
        while (text.length() < 300_000) {
            text.append("portolan chart harbour wind rose compass league".split(" ")[words.nextInt(7)])
                    .append(words.nextInt(100))
                    .append(words.nextInt(9) == 0 ? '\n' : ' ');
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        assertThat(Digest.sha256(encoded(bytes, bytes.length)))
                .hasToString("sha256:a85c26e3368db6ba3202226b49dafa45fa86f70a0aabd156d69e22dfd906b84d");
    }

    /** Short and long, few symbols and many, noise and repeats: in blocks of each form. */
    @Example
    void the_output_for_content_of_every_kind_never_changes() throws IOException {
        Random random = new Random(6);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 600; i++) {
            int length = i < 200 ? i : random.nextInt(i < 590 ? 4_000 : 200_000);
            byte[] data = data(length, 1 + random.nextInt(1 << random.nextInt(9)), random.nextInt(400), random);
            byte[] encoded = encoded(data, 1 + random.nextInt(70_000));
            assertThat(inflated(encoded)).isEqualTo(data);
            all.writeBytes(encoded);
        }
        assertThat(Digest.sha256(all.toByteArray()))
                .hasToString("sha256:53f544d0a19ca25303df9bceb6f8628268b654702e581a2f6c43f67fd66bb081");
    }

    @Provide
    Arbitrary<byte[]> data() {
        Arbitrary<Integer> size = Arbitraries.integers().between(0, 60_000);
        Arbitrary<Integer> variety = Arbitraries.integers().between(1, 256);
        Arbitrary<Integer> repeats = Arbitraries.integers().between(0, 400);
        Arbitrary<Long> seed = Arbitraries.longs();
        return Combinators.combine(size, variety, repeats, seed)
                .as((n, symbols, repeat, start) -> data(n, symbols, repeat, new Random(start)));
    }

    private static byte[] data(int length, int symbols, int repeat, Random random) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; ) {
            if (i > 0 && repeat > 0 && random.nextInt(10) == 0) {
                int from = i - 1 - random.nextInt(Math.min(i, 40_000));
                for (int end = Math.min(length, i + repeat); i < end; i++) {
                    bytes[i] = bytes[from++];
                }
            } else {
                bytes[i++] = (byte) random.nextInt(symbols);
            }
        }
        return bytes;
    }

    private byte[] encoded(byte[] data, int chunk) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        do {
            int length = Math.min(chunk, data.length - at);
            byte[] buffer = new byte[DeflateEncoder.bound(length)];
            boolean last = at + length == data.length;
            out.write(buffer, 0, encoder.encode(Arrays.copyOfRange(data, at, at + length), length, last, buffer));
            at += length;
        } while (at < data.length);
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] deflated) throws IOException {
        return new InflaterInputStream(new ByteArrayInputStream(deflated), new Inflater(true)).readAllBytes();
    }
}
