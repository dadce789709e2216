package dev.portolan.testkit.contract;

import static dev.portolan.testkit.contract.DistributionCapability.MOUNT_WITHOUT_FROM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.testkit.contract.Wire.Response;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

abstract class WireUploadTests extends WireTests {
    private static final int CHUNK = 1024;

    @TestFactory
    Stream<DynamicTest> a_single_POST_takes_the_whole_blob_or_begins_an_upload() {
        return eachAlgorithm(512, (digest, content) -> {
            assertCreated(post(digest, content), digest, content);
        });
    }

    @TestFactory
    Stream<DynamicTest> POST_and_PUT_take_the_whole_blob() {
        return eachAlgorithm(512, (digest, content) -> {
            assertCreated(finish(begin(), digest, content), digest, content);

            assertThat(get("blobs/" + digest).body()).isEqualTo(content);
        });
    }

    @TestFactory
    Stream<DynamicTest> a_streamed_PATCH_takes_the_whole_blob() {
        return eachAlgorithm(300_000, (digest, content) -> {
            Response sent = wire().stream("PATCH", begin().location(), content, "Content-Type", OCTETS);

            assertCreated(finish(sent, digest), digest, content);
        });
    }

    @Test
    void a_PUT_accepts_a_blob_without_a_declared_length() {
        byte[] content = fresh(300_000);
        Digest digest = Digest.sha256(content);

        Response sent = wire().stream("PUT", begin().location("digest", digest), content, "Content-Type", OCTETS);

        assertCreated(sent, digest, content);
    }

    @TestFactory
    Stream<DynamicTest> chunks_are_taken_in_order() {
        return eachAlgorithm(3 * CHUNK - 5, (digest, content) -> {
            Response first = chunk("PATCH", begin().location(), content, 0, CHUNK - 1);
            assertThat(first.status()).isEqualTo(202);
            assertThat(first.header("Range")).contains("0-" + (CHUNK - 1));
            Response second = chunk("PATCH", first.location(), content, CHUNK, 2 * CHUNK - 1);
            assertThat(second.header("Range")).contains("0-" + (2 * CHUNK - 1));
            Response third = chunk("PATCH", second.location(), content, 2 * CHUNK, content.length - 1);

            assertCreated(finish(third, digest), digest, content);
        });
    }

    @TestFactory
    Stream<DynamicTest> the_last_chunk_comes_with_the_PUT() {
        return eachAlgorithm(2 * CHUNK, (digest, content) -> {
            Response first = chunk("PATCH", begin().location(), content, 0, CHUNK - 1);
            Response done = chunk("PUT", first.location("digest", digest), content, CHUNK, 2 * CHUNK - 1);

            assertCreated(done, digest, content);
        });
    }

    @Test
    void a_chunk_out_of_order_is_416_and_the_upload_can_continue() {
        byte[] content = fresh(3 * CHUNK - 5);
        Digest digest = Digest.sha256(content);
        Response begun = begin();

        Response ahead = chunk("PATCH", begun.location(), content, CHUNK, 2 * CHUNK - 1);
        assertThat(ahead.status()).isEqualTo(416);
        Response status = wire().send("GET", ahead.location());
        assertThat(status.status()).isEqualTo(204);
        assertThat(status.header("Range").orElseThrow()).startsWith("0-");

        Response first = chunk("PATCH", status.location(), content, 0, CHUNK - 1);
        assertThat(first.status()).isEqualTo(202);
        assertThat(chunk("PATCH", first.location(), content, 0, CHUNK - 1).status())
                .isEqualTo(416);
        Response again = wire().send("GET", first.location());
        assertThat(again.status()).isEqualTo(204);
        assertThat(again.header("Range")).contains("0-" + (CHUNK - 1));

        Response second = chunk("PATCH", again.location(), content, CHUNK, 2 * CHUNK - 1);
        Response early = chunk("PUT", second.location("digest", digest), content, 0, CHUNK - 1);
        assertThat(early.status()).isEqualTo(416);
        Response resumed = wire().send("GET", second.location());
        Response done = chunk("PUT", resumed.location("digest", digest), content, 2 * CHUNK, content.length - 1);
        assertCreated(done, digest, content);
    }

    @Test
    void a_malformed_Content_Range_is_refused() {
        for (String range : new String[] {"bytes 0-9/10", "9-0", "x", "0-", "-9", "0-99999999999999999999"}) {
            Response answer = wire().send("PATCH", begin().location(), fresh(10), "Content-Range", range);
            assertThat(answer.status()).as(range).isBetween(400, 416);
        }
    }

    @Test
    void a_Content_Range_that_differs_from_the_length_is_refused() {
        Response answer = wire().send("PATCH", begin().location(), fresh(10), "Content-Range", "0-19");

        assertThat(answer.status()).isBetween(400, 416);
    }

    @Test
    void content_with_another_digest_is_400_and_not_kept() {
        byte[] content = fresh(3 * CHUNK);
        Digest wrong = Digest.sha256(fresh(8));

        Response single = wire().send("POST", wire().path("blobs/uploads/?digest=" + wrong), content);
        assertThat(single.status()).isIn(400, 202);
        Response whole = wire().send("PUT", begin().location("digest", wrong), content, "Content-Type", OCTETS);
        assertThat(whole.status()).isEqualTo(400);
        assertThat(errorCode(whole)).isEqualTo("DIGEST_INVALID");
        Response streamed = wire().stream("PATCH", begin().location(), content);
        assertThat(wire().send("PUT", streamed.location("digest", wrong)).status())
                .isEqualTo(400);
        Response first = chunk("PATCH", begin().location(), content, 0, CHUNK - 1);
        assertThat(chunk("PUT", first.location("digest", wrong), content, CHUNK, 3 * CHUNK - 1)
                        .status())
                .isEqualTo(400);

        assertThat(head("blobs/" + wrong).status()).isEqualTo(404);
        assertThat(head("blobs/" + Digest.sha256(content)).status()).isEqualTo(404);
    }

    @Test
    void a_PUT_without_a_digest_or_with_a_bad_one_is_400() {
        assertThat(wire().send("PUT", begin().location(), fresh(10)).status()).isEqualTo(400);
        assertThat(wire().send("PUT", begin().location("digest", "sha256:bad"), fresh(10))
                        .status())
                .isEqualTo(400);
        assertThat(wire().send("PUT", begin().location("digest", "md5:900150983cd24fb0d6963f7d28e17f72"), fresh(10))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void an_upload_is_cancelled_and_then_unknown() {
        Response begun = begin();
        Response first = chunk("PATCH", begun.location(), fresh(CHUNK), 0, CHUNK - 1);

        assertThat(wire().send("DELETE", first.location()).status()).isEqualTo(204);

        assertThat(wire().send("GET", first.location()).status()).isEqualTo(404);
        assertThat(wire().send("PATCH", first.location(), fresh(10)).status()).isEqualTo(404);
        assertThat(wire().send("DELETE", first.location()).status()).isEqualTo(404);
    }

    @Test
    void an_upload_that_was_never_begun_is_404() {
        String never = wire().path("blobs/uploads/00000000-0000-4000-8000-000000000000");

        assertThat(wire().send("GET", never).status()).isEqualTo(404);
        assertThat(wire().send("PATCH", never, fresh(10)).status()).isEqualTo(404);
        assertThat(wire().send("PUT", never + "?digest=" + Digest.sha256(fresh(1)), fresh(10))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_blob_is_mounted_from_another_repository() {
        byte[] content = fresh(512);
        Digest digest = pushElsewhere(DigestAlgorithm.SHA256, content);

        Response mounted = mount(digest, true);

        assertThat(mounted.header("Location").orElseThrow()).endsWith(wire().path("blobs/" + digest));
        assertCreated(mounted, digest, content);
    }

    @Test
    void a_blob_is_mounted_without_a_source() {
        byte[] content = fresh(512);
        Digest digest = pushElsewhere(DigestAlgorithm.SHA256, content);

        Response mounted = mount(digest, false);

        assertThat(mounted.status()).isEqualTo(has(MOUNT_WITHOUT_FROM) ? 201 : 202);
    }

    @Test
    void a_blob_that_cannot_be_mounted_begins_an_upload() {
        byte[] content = fresh(512);
        Digest digest = Digest.sha256(content);

        Response begun = mount(digest, true);

        assertThat(begun.location()).contains(wire().path("blobs/uploads/"));
        assertCreated(finish(begun, digest, content), digest, content);
    }
}
