package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.StorageException;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyingTargetTest {
    private static final Descriptor BLOB = Sample.blob("a");

    private int reads;

    private Content content(String text, boolean verified) {
        return new Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(Sample.bytes(text));
            }

            @Override
            public void writeTo(BlobSink sink) throws IOException {
                reads++;
                sink.write(ByteBuffer.wrap(Sample.bytes(text)));
            }

            @Override
            public boolean verifies(Digest digest) {
                return verified;
            }
        };
    }

    @Test
    void content_that_matches_is_read_once() {
        new VerifyingTarget().write(BLOB, content("a", false));
        new VerifyingTarget().write(BLOB, content("a", true));

        assertThat(reads).isEqualTo(2);
    }

    @Test
    void content_that_differs_is_refused() {
        for (String text : new String[] {"b", "", "aa"}) {
            assertThatThrownBy(() -> new VerifyingTarget().write(BLOB, content(text, false)))
                    .isInstanceOf(ContentMismatchException.class)
                    .hasMessageContaining("verification");
        }
    }

    @Test
    void content_that_verifies_itself_is_not_verified_again() {
        new VerifyingTarget().write(BLOB, content("b", true));

        assertThat(reads).isEqualTo(1);
    }

    @Test
    void content_that_cannot_be_read_is_an_error_of_the_verification() {
        Content broken = () -> {
            throw new IOException("gone");
        };

        assertThatThrownBy(() -> new VerifyingTarget().write(BLOB, broken))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("verifying " + BLOB.digest());
    }

    @Test
    void blobs_of_a_delta_that_may_be_missing_count_as_stored() {
        VerifyingTarget target = new VerifyingTarget(List.of(BLOB, BLOB));

        assertThat(target.stat(BLOB.digest())).contains(BLOB);
        assertThat(target.stat(Sample.blob("b").digest())).isEmpty();
    }
}
