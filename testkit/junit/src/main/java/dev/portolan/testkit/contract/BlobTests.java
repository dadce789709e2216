package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

abstract class BlobTests extends RepositoryTests {
    private static final int LARGE = 3_000_017;

    @Test
    void a_blob_comes_back_as_it_was_written() {
        byte[] content = bytes(1000);

        Descriptor blob = writeBlob(content);

        assertThat(readAll(repository().open(blob))).isEqualTo(content);
    }

    @Test
    void a_large_blob_comes_back_as_it_was_written() {
        byte[] content = bytes(LARGE);

        Descriptor blob = writeBlob(content);

        assertThat(readAll(repository().open(blob))).isEqualTo(content);
    }

    @Test
    void an_empty_blob_comes_back() {
        assumeTrue(contract().takesEmptyBlobs());

        Descriptor blob = writeBlob(new byte[0]);

        assertThat(readAll(repository().open(blob))).isEmpty();
    }

    @Test
    void a_sink_gets_the_whole_blob_in_order() throws IOException {
        byte[] content = bytes(LARGE);
        Descriptor blob = writeBlob(content);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();

        repository().read(blob, Channels.newChannel(taken)::write);

        assertThat(taken.toByteArray()).isEqualTo(content);
    }

    @Test
    void the_sinks_own_exception_is_passed_on() {
        Descriptor blob = writeBlob(bytes(1000));
        IOException full = new IOException("disk full");

        assertThatThrownBy(() -> repository().read(blob, buffer -> {
                    throw full;
                }))
                .isSameAs(full);
    }

    @Test
    void stat_returns_digest_and_size() {
        Descriptor blob = writeBlob(bytes(1000));

        assertThat(repository().stat(blob.digest()))
                .contains(Descriptor.of(MediaTypes.OCTET_STREAM, blob.digest(), 1000));
    }

    @Test
    void stat_of_a_missing_blob_is_empty() {
        assertThat(repository().stat(Digest.sha256(bytes(1)))).isEmpty();
    }

    @Test
    void opening_a_missing_blob_is_not_found() {
        assertThatThrownBy(() -> readAll(repository().open(describe(bytes(1))))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void reading_by_a_descriptor_of_another_size_is_a_mismatch() {
        Descriptor blob = writeBlob(bytes(1000));
        Descriptor wrong = Descriptor.of(blob.mediaType(), blob.digest(), 999);

        assertThatThrownBy(() -> readAll(repository().open(wrong))).isInstanceOf(ContentMismatchException.class);
    }

    @Test
    void content_of_a_repository_opens_again_and_at_an_offset() throws IOException {
        byte[] content = bytes(1000);
        Content written = repository().content(writeBlob(content));

        assertThat(readAll(written.open())).isEqualTo(content);
        assertThat(readAll(written.openAt(990))).isEqualTo(Arrays.copyOfRange(content, 990, 1000));
        assertThat(readAll(written.openAt(1000))).isEmpty();
    }

    @Test
    void a_range_in_the_middle_returns_exactly_those_bytes() {
        byte[] content = bytes(LARGE);
        Descriptor blob = writeBlob(content);

        assertThat(readAll(repository().open(blob, new ByteRange(1_048_570, 20))))
                .isEqualTo(Arrays.copyOfRange(content, 1_048_570, 1_048_590));
    }

    @Test
    void ranges_reach_the_first_and_the_last_byte() {
        byte[] content = bytes(1000);
        Descriptor blob = writeBlob(content);

        assertThat(readAll(repository().open(blob, new ByteRange(0, 1)))).containsExactly(content[0]);
        assertThat(readAll(repository().open(blob, new ByteRange(999, 1)))).containsExactly(content[999]);
        assertThat(readAll(repository().open(blob, new ByteRange(0, 1000)))).isEqualTo(content);
    }

    @Test
    void a_range_is_read_into_a_sink() throws IOException {
        byte[] content = bytes(LARGE);
        Descriptor blob = writeBlob(content);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();

        repository().read(blob, new ByteRange(5, 2_000_000), Channels.newChannel(taken)::write);

        assertThat(taken.toByteArray()).isEqualTo(Arrays.copyOfRange(content, 5, 2_000_005));
    }

    @Test
    void a_range_of_a_missing_blob_is_not_found() {
        assertThatThrownBy(() -> readAll(repository().open(describe(bytes(10)), new ByteRange(2, 3))))
                .isInstanceOf(NotFoundException.class);
    }

    private void assertRefused(byte[] instead) {
        Descriptor blob = describe(bytes(1000));

        assertThatThrownBy(() -> repository().write(blob, Content.of(instead)))
                .isInstanceOf(ContentMismatchException.class);
        assertThat(repository().stat(blob.digest())).isEmpty();
    }

    @Test
    void content_with_another_digest_is_refused_and_not_kept() {
        byte[] damaged = bytes(1000);
        damaged[500]++;

        assertRefused(damaged);
    }

    @Test
    void content_that_is_too_short_is_refused_and_not_kept() {
        assertRefused(Arrays.copyOf(bytes(1000), 999));
    }

    @Test
    void content_that_is_too_long_is_refused_and_not_kept() {
        assertRefused(Arrays.copyOf(bytes(1000), 1001));
    }

    @Test
    void content_that_fails_to_read_is_not_kept() {
        Descriptor blob = describe(bytes(1000));

        assertThatThrownBy(() -> repository().write(blob, () -> failing(bytes(1000), 600)))
                .isInstanceOf(OciException.class);
        assertThat(repository().stat(blob.digest())).isEmpty();
    }

    @Test
    void writing_a_blob_twice_leaves_it_unchanged() {
        Descriptor blob = writeBlob(bytes(1000));

        writeBlob(bytes(1000));

        assertThat(readAll(repository().open(blob))).isEqualTo(bytes(1000));
    }

    @Test
    void later_changes_to_the_writers_bytes_change_nothing() {
        byte[] content = bytes(1000);
        Descriptor blob = writeBlob(content);

        Arrays.fill(content, (byte) 0);

        assertThat(readAll(repository().open(blob))).isEqualTo(bytes(1000));
    }

    @Test
    void content_of_unknown_digest_is_described_after_the_write() {
        byte[] content = bytes(LARGE);

        Descriptor blob = repository().write("application/vnd.example.unknown", Content.of(content));

        assertThat(blob).isEqualTo(Descriptor.of("application/vnd.example.unknown", content));
        assertThat(readAll(repository().open(blob))).isEqualTo(content);
    }

    @Test
    void content_of_unknown_digest_that_fails_to_read_is_not_kept() {
        assertThatThrownBy(() -> repository().write("a/b", () -> failing(bytes(1000), 600)))
                .isInstanceOf(OciException.class);
        assertThat(repository().stat(Digest.sha256(Arrays.copyOf(bytes(1000), 600))))
                .isEmpty();
    }

    @Test
    void a_blob_is_addressed_by_sha_512() {
        assumeTrue(contract().takesSha512());
        byte[] content = bytes(1000);
        Descriptor blob =
                Descriptor.of(MediaTypes.OCTET_STREAM, Digest.of(DigestAlgorithm.SHA512, content), content.length);

        repository().write(blob, Content.of(content));

        assertThat(repository().stat(blob.digest())).contains(blob);
        assertThat(readAll(repository().open(blob))).isEqualTo(content);
    }

    @Test
    void sha_512_is_verified() {
        assumeTrue(contract().takesSha512());
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, Digest.of(DigestAlgorithm.SHA512, bytes(9)), 10);

        assertThatThrownBy(() -> repository().write(blob, Content.of(bytes(10))))
                .isInstanceOf(ContentMismatchException.class);
    }

    /** Returns a stream of the first bytes that then fails, as a broken connection would. */
    private static InputStream failing(byte[] content, int after) {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(content, 0, after), broken);
    }
}
