package dev.portolan.testkit.contract;

import static dev.portolan.testkit.contract.DistributionCapability.DELETE_BLOBS;
import static dev.portolan.testkit.contract.DistributionCapability.DELETE_MANIFESTS;
import static dev.portolan.testkit.contract.DistributionCapability.DELETE_TAGS;
import static dev.portolan.testkit.contract.DistributionCapability.REFERRERS;
import static dev.portolan.testkit.contract.DistributionCapability.SHA512;
import static dev.portolan.testkit.contract.DistributionCapability.SPARSE_MANIFESTS;
import static dev.portolan.testkit.contract.DistributionCapability.TAG_PARAMETERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.testkit.contract.Wire.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The main branch of OCI's conformance suite: each kind of content is pushed, listed, pulled and deleted in two
 * repositories, one after the other, so each starts with the leftovers of the previous one.
 */
abstract class WireSuiteTests extends WireTests {
    private int pushes;

    @TestFactory
    Stream<DynamicTest> each_kind_of_content_is_pushed_listed_pulled_and_deleted() {
        Map<String, SuiteContent> kinds = new LinkedHashMap<>(SuiteContent.common());
        if (has(SHA512)) {
            kinds.put("sha512", SuiteContent.sha512());
        }
        if (has(TAG_PARAMETERS)) {
            kinds.put("tag-param-sha256", SuiteContent.tagParameters(DigestAlgorithm.SHA256));
            if (has(SHA512)) {
                kinds.put("tag-param-sha512", SuiteContent.tagParameters(DigestAlgorithm.SHA512));
            }
        }
        if (has(SPARSE_MANIFESTS)) {
            kinds.put("sparse", SuiteContent.sparse());
        }
        return kinds.entrySet().stream()
                .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> {
                    SuiteContent content = kind.getValue();
                    push(content, kind.getKey().startsWith("tag-param"));
                    list(content);
                    content.tags().forEach(this::pull);
                    content.manifests()
                            .forEach(manifest -> pull(manifest.digest().toString(), manifest));
                    content.blobs().forEach(this::pull);
                    referrers(content);
                    delete(content);
                }));
    }

    @TestFactory
    Stream<DynamicTest> each_way_to_push_a_blob_ends_with_the_blob_there_and_deleted() {
        return eachAlgorithm(algorithm -> {
            for (int way = 0; way < 6; way++) {
                byte[] content = fresh(3 * 1024 - 5);
                Digest digest = Digest.of(algorithm, content);
                push(way, digest, content);
                pull(digest, content);
                delete(digest);
                push(way, digest, content);
                delete(digest);
            }
        });
    }

    /** Pushes a blob, in another way each time. */
    private void push(Digest digest, byte[] content) {
        push(pushes++ % 4, digest, content);
    }

    private void push(int way, Digest digest, byte[] content) {
        Response last = switch (way) {
            case 0 -> finish(begin(), digest, content);
            case 1 -> post(digest, content);
            case 2 -> finish(wire().stream("PATCH", begin().location(), content, "Content-Type", OCTETS), digest);
            case 3 -> chunked(digest, content);
            default -> mounted(way == 4, digest, content);
        };
        assertCreated(last, digest, content);
    }

    private Response chunked(Digest digest, byte[] content) {
        Response answer = begin();
        int size = Math.max(1024, content.length / 3 + 1);
        for (int first = 0; first < content.length; first += size) {
            int end = Math.min(first + size, content.length);
            answer = chunk("PATCH", answer.location(), content, first, end - 1);
            assertThat(answer.status()).isEqualTo(202);
        }
        return finish(answer, digest);
    }

    private Response mounted(boolean named, Digest digest, byte[] content) {
        pushElsewhere(digest.algorithm(), content);
        Response mounted = mount(digest, named);
        return mounted.status() == 202 ? finish(mounted, digest, content) : mounted;
    }

    private void push(SuiteContent content, boolean tagParameters) {
        content.blobs().forEach(this::push);
        for (Manifest manifest : content.manifests()) {
            List<String> tags = content.tags().entrySet().stream()
                    .filter(tag -> tag.getValue() == manifest && tagParameters)
                    .map(Map.Entry::getKey)
                    .toList();
            String query = tags.isEmpty() ? "" : "?tag=" + String.join("&tag=", tags);
            Response put = stream(manifest.digest() + query, manifest);
            assertThat(put.response().headers().allValues("OCI-Tag")).containsExactlyInAnyOrderElementsOf(tags);
        }
        if (!tagParameters) {
            content.tags().forEach(this::stream);
        }
    }

    /** Sends a manifest without its length, and checks its Location. */
    private Response stream(String reference, Manifest manifest) {
        Response answer = wire().stream(
                "PUT", wire().path("manifests/" + reference), manifest.bytes(), "Content-Type", manifest.mediaType());
        assertPut(answer, manifest);
        if (has(REFERRERS)) {
            assertThat(answer.header("OCI-Subject"))
                    .isEqualTo(
                            manifest.subject().map(subject -> subject.digest().toString()));
        }
        return answer;
    }

    private void list(SuiteContent content) {
        List<String> all = json(get("tags/list")).strings("tags");
        assertThat(all).containsAll(content.tags().keySet());
        if (all.size() >= 2) {
            int half = all.size() / 2;
            assertThat(json(get("tags/list?last=" + all.get(half - 1))).strings("tags"))
                    .isEqualTo(all.subList(half, all.size()));
        }
    }

    private void pull(String reference, Manifest manifest) {
        assertManifest(head("manifests/" + reference), manifest, false);
        assertManifest(get("manifests/" + reference, "Accept", manifest.mediaType()), manifest, true);
    }

    private void pull(Digest digest, byte[] content) {
        for (String method : List.of("HEAD", "GET")) {
            Response answer = wire().send(method, wire().path("blobs/" + digest));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Length")).contains(Integer.toString(content.length));
            assertThat(answer.header("Docker-Content-Digest")).contains(digest.toString());
            assertThat(answer.body()).isEqualTo(method.equals("GET") ? content : new byte[0]);
        }
    }

    private void referrers(SuiteContent content) {
        if (!has(REFERRERS)) {
            return;
        }
        Map<Digest, List<Manifest>> bySubject = new LinkedHashMap<>();
        for (Manifest manifest : content.manifests()) {
            manifest.subject()
                    .map(Descriptor::digest)
                    .ifPresent(subject -> bySubject
                            .computeIfAbsent(subject, none -> new ArrayList<>())
                            .add(manifest));
        }
        bySubject.forEach((subject, all) -> {
            assertListed(referrers(subject, ""), all);
            for (String type :
                    all.stream().map(WireSuiteTests::artifactType).distinct().toList()) {
                Response filtered = referrers(subject, "?artifactType=" + type.replace("+", "%2B"));
                assertListed(
                        filtered,
                        all.stream()
                                .filter(manifest -> artifactType(manifest).equals(type))
                                .toList());
            }
        });
    }

    private static String artifactType(Manifest manifest) {
        Optional<String> config = manifest instanceof ImageManifest image
                ? Optional.of(image.config().mediaType())
                : Optional.empty();
        return manifest.artifactType().or(() -> config).orElse("");
    }

    private static void assertListed(Response answer, List<Manifest> referrers) {
        List<String> listed = json(answer).objects("manifests").stream()
                .map(WireSuiteTests::line)
                .toList();
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(referrers.stream()
                        .map(manifest -> manifest.digest() + " " + manifest.mediaType() + " " + manifest.bytes().length
                                + " " + artifactType(manifest) + " " + manifest.annotations())
                        .toList());
    }

    private static String line(JsonObject referrer) {
        return referrer.requiredString("digest") + " " + referrer.requiredString("mediaType") + " "
                + referrer.requiredInteger("size") + " "
                + referrer.string("artifactType").orElse("") + " " + referrer.stringMap("annotations");
    }

    private void delete(SuiteContent content) {
        if (!has(DELETE_TAGS, DELETE_MANIFESTS, DELETE_BLOBS)) {
            return;
        }
        content.tags().keySet().forEach(tag -> gone("manifests/" + tag));
        for (int i = content.manifests().size() - 1; i >= 0; i--) {
            gone("manifests/" + content.manifests().get(i).digest());
        }
        content.blobs().keySet().forEach(this::delete);
    }

    private void delete(Digest digest) {
        if (has(DELETE_TAGS, DELETE_MANIFESTS, DELETE_BLOBS)) {
            gone("blobs/" + digest);
        }
    }

    private void gone(String rest) {
        assertThat(wire().send("DELETE", wire().path(rest)).status()).isIn(202, 404);
        assertThat(head(rest).status()).isEqualTo(404);
    }
}
