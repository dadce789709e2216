package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.testkit.contract.Wire.Response;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

abstract class WirePullTests extends WireTests {
    @Test
    void the_base_endpoint_identifies_a_registry() {
        assertThat(wire().send("GET", "/v2/").status()).isEqualTo(200);
    }

    @Test
    void a_missing_blob_is_404() {
        push(fresh(10));
        String missing = "blobs/" + Digest.sha256(fresh(20));

        assertThat(head(missing).status()).isEqualTo(404);
        assertThat(get(missing).status()).isEqualTo(404);
        assertThat(errorCode(get(missing))).isEqualTo("BLOB_UNKNOWN");
    }

    @Test
    void HEAD_of_a_blob_says_length_and_digest_and_has_no_body() {
        byte[] content = fresh(512);
        Digest digest = push(content);

        Response answer = head("blobs/" + digest);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Content-Length")).contains("512");
        assertThat(answer.header("Docker-Content-Digest")).contains(digest.toString());
    }

    @Test
    void GET_of_a_blob_is_its_bytes() {
        byte[] content = fresh(5_000_000);
        Digest digest = push(content);

        Response answer = get("blobs/" + digest);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(content);
        assertThat(answer.header("Content-Length")).contains("5000000");
    }

    @TestFactory
    Stream<DynamicTest> a_range_is_exactly_its_bytes() {
        return Stream.of(
                range("from one byte to another", "500-1499", 500, 1499),
                range("to the end", "500-", 500, 2047),
                range("the last bytes", "-500", 1548, 2047),
                range("beyond the end", "2000-5000", 2000, 2047),
                range("more last bytes than the blob has", "-5000", 0, 2047));
    }

    private DynamicTest range(String name, String range, int first, int last) {
        return DynamicTest.dynamicTest(name, () -> {
            byte[] content = fresh(2048);
            Response answer = get("blobs/" + push(content), "Range", "bytes=" + range);
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(content, first, last + 1));
            assertThat(answer.header("Content-Length")).contains(Integer.toString(last + 1 - first));
            assertThat(answer.header("Content-Range")).contains("bytes " + first + "-" + last + "/2048");
        });
    }

    @Test
    void a_range_that_cannot_be_satisfied_is_416() {
        Digest digest = push(fresh(2048));

        for (String range : List.of("500-0", "5000-10000", "2048-", "-0", "-", "x-y")) {
            Response answer = get("blobs/" + digest, "Range", "bytes=" + range);

            assertThat(answer.status()).as(range).isEqualTo(416);
            assertThat(answer.header("Content-Range")).contains("bytes */2048");
        }
    }

    @TestFactory
    Stream<DynamicTest> well_known_blobs_come_back() {
        return eachAlgorithm(algorithm -> {
            for (byte[] content : new byte[][] {{}, {'{', '}'}}) {
                Digest digest = wire().push(wire().path("blobs/uploads/"), algorithm, content)
                        .digest();

                assertThat(head("blobs/" + digest).header("Content-Length")).contains(Integer.toString(content.length));
                assertThat(get("blobs/" + digest).body()).isEqualTo(content);
            }
        });
    }

    @Test
    void a_missing_manifest_is_404() {
        push(fresh(10));

        for (String missing : new String[] {
            "missing-tag", ".INVALID_MANIFEST_NAME", Digest.sha256(fresh(9)).toString()
        }) {
            assertThat(head("manifests/" + missing).status()).isEqualTo(404);
            assertThat(get("manifests/" + missing).status()).isEqualTo(404);
            assertThat(errorCode(get("manifests/" + missing))).isEqualTo("MANIFEST_UNKNOWN");
        }
    }

    @Test
    void a_malformed_digest_is_400() {
        push(fresh(10));

        assertThat(get("manifests/sha256:baddigeststring").status()).isEqualTo(400);
        assertThat(get("blobs/sha256:baddigeststring").status()).isEqualTo(400);
        assertThat(get("referrers/sha256:baddigeststring").status()).isIn(400, 404);
    }

    @Test
    void a_manifest_is_returned_by_tag_and_by_digest_with_its_headers() {
        ImageManifest manifest = manifest().build();
        put("tagtest0", manifest);

        for (String reference : new String[] {"tagtest0", manifest.digest().toString()}) {
            Response body = get("manifests/" + reference, "Accept", MediaTypes.IMAGE_MANIFEST);
            Response head = head("manifests/" + reference);
            assertThat(body.body()).isEqualTo(manifest.bytes());
            assertThat(head.body()).isEmpty();
            for (Response answer : new Response[] {body, head}) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Content-Type")).contains(MediaTypes.IMAGE_MANIFEST);
                assertThat(answer.header("Content-Length")).contains(Integer.toString(manifest.bytes().length));
                assertThat(answer.header("Docker-Content-Digest"))
                        .contains(manifest.digest().toString());
            }
        }
    }

    @Test
    void a_malformed_repository_name_is_400_or_404() {
        for (String name : new String[] {"Upper", "a..b", "-a", "a/", "a//b", "a/../b", "x".repeat(300)}) {
            assertThat(wire().send("GET", "/v2/" + name + "/manifests/v1").status())
                    .as(name)
                    .isIn(400, 404);
        }
    }
}
