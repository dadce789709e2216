package dev.portolan.testkit.contract;

import static dev.portolan.testkit.contract.DistributionCapability.DELETE_BLOBS;
import static dev.portolan.testkit.contract.DistributionCapability.DELETE_MANIFESTS;
import static dev.portolan.testkit.contract.DistributionCapability.DELETE_TAGS;
import static dev.portolan.testkit.contract.DistributionCapability.MOUNT_WITHOUT_FROM;
import static dev.portolan.testkit.contract.DistributionCapability.REFERRERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.testkit.contract.Wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.AbstractIntegerAssert;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * OCI's conformance suite of distribution-spec 1.1: its four workflows in order, in one repository, where each starts
 * with the leftovers of the previous one.
 */
abstract class WireWorkflowTests extends WireTests {
    private static final String ABSENT =
            Digest.sha256("hello world".getBytes(StandardCharsets.UTF_8)).toString();
    private static final String NO_TAG = ".INVALID_MANIFEST_NAME";
    private static final byte[] LAYER = "the same layer in every workflow".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PEANUT = "peanut butter".getBytes(StandardCharsets.UTF_8);
    private static final byte[] JAM = "strawberry jam".getBytes(StandardCharsets.UTF_8);
    private static final String TYPE_A = "application/vnd.example.peanut.butter";
    private static final String TYPE_B = "application/vnd.example.strawberry.jam";
    private static final byte[] EMPTY = {'{', '}'};
    private static final int HALF = 22;

    private final List<byte[]> configs = new ArrayList<>();
    private final List<Manifest> manifests = new ArrayList<>();

    @Test
    void the_workflows_follow_one_another_and_delete_manifests_before_blobs() {
        workflows(true);
    }

    @Test
    void the_workflows_follow_one_another_and_delete_blobs_before_manifests() {
        workflows(false);
    }

    private void workflows(boolean manifestsFirst) {
        for (int i = 0; i < 5; i++) {
            configs.add(("{\"author\":\"" + Digest.sha256(fresh(9)).hex() + "\"}").getBytes(StandardCharsets.UTF_8));
            manifests.add(edited(
                    image(configs.get(i)).layer(layer()).build(),
                    "\"size\":",
                    "\"newUnspecifiedField\":\"aGVsbG8gd29ybGQ=\",\"size\":"));
        }
        pullWorkflow(manifestsFirst);
        pushWorkflow(manifestsFirst);
        discoveryWorkflow(manifestsFirst);
        managementWorkflow();
    }

    private static Descriptor layer() {
        return Descriptor.of(MediaTypes.LAYER_TAR_GZIP, LAYER);
    }

    private static ImageManifest.Builder image(byte[] config) {
        return ImageManifest.builder()
                .config(Descriptor.of(MediaTypes.IMAGE_CONFIG, config).withData(config));
    }

    private AbstractIntegerAssert<?> status(String method, String rest, String... headers) {
        return Assertions.assertThat(
                        wire().send(method, wire().path(rest), headers).status())
                .as(method + " " + rest);
    }

    private void tag(String reference, Manifest manifest) {
        Response put = put(reference, manifest);
        assertThat(put.status()).isEqualTo(201);
        assertThat(put.header("Location")).isPresent();
    }

    private void delete(String rest) {
        if (deletes(rest)) {
            status("DELETE", rest).isIn(202, 404);
        } else {
            status("DELETE", rest).isIn(400, 405);
        }
    }

    private boolean deletes(String rest) {
        if (rest.startsWith("blobs/")) {
            return has(DELETE_BLOBS);
        }
        return has(rest.indexOf(':') > 0 ? DELETE_MANIFESTS : DELETE_TAGS);
    }

    private void tearDown(boolean manifestsFirst, List<String> references, List<byte[]> blobs) {
        List<String> order = new ArrayList<>(
                references.stream().map(reference -> "manifests/" + reference).toList());
        blobs.forEach(blob -> order.add("blobs/" + Digest.sha256(blob)));
        if (!manifestsFirst) {
            Collections.rotate(order, blobs.size());
        }
        order.forEach(this::delete);
    }

    private void pullWorkflow(boolean manifestsFirst) {
        push(configs.get(0));
        push(configs.get(1));
        push(LAYER);
        tag("tagtest0", manifests.get(0));
        tag(manifests.get(1).digest().toString(), manifests.get(1));

        String blob = Digest.sha256(configs.get(0)).toString();
        for (String method : List.of("HEAD", "GET")) {
            status(method, "blobs/" + ABSENT).isEqualTo(404);
            status(method, "blobs/" + blob).isEqualTo(200);
            status(method, "manifests/" + NO_TAG).isEqualTo(404);
            for (String reference : List.of(
                    manifests.get(0).digest().toString(),
                    manifests.get(1).digest().toString(),
                    "tagtest0")) {
                status(method, "manifests/" + reference, "Accept", MediaTypes.IMAGE_MANIFEST)
                        .isEqualTo(200);
            }
        }
        status("GET", "manifests/sha256:totallywrong", "Content-Type", MediaTypes.IMAGE_MANIFEST)
                .isIn(400, 404);

        tearDown(
                manifestsFirst,
                List.of(
                        manifests.get(0).digest().toString(),
                        manifests.get(1).digest().toString()),
                List.of(configs.get(0), configs.get(1), LAYER));
    }

    private void pushWorkflow(boolean manifestsFirst) {
        byte[] streamed = fresh(42);
        Response begun = begin();
        Response sent = wire().send("PATCH", begun.location(), streamed, "Content-Type", OCTETS);
        Digest digest = Digest.sha256(streamed);
        assertCreated(finish(sent, digest), digest, streamed);

        status("GET", "blobs/" + ABSENT).isEqualTo(404);
        String config = Digest.sha256(configs.get(1)).toString();
        Response posted = wire().send(
                        "POST", wire().path("blobs/uploads/?digest=" + config), configs.get(1), "Content-Type", OCTETS);
        assertThat(posted.status()).isIn(201, 202);
        if (has(DELETE_BLOBS)) {
            status("GET", "blobs/" + config).isEqualTo(posted.status() == 201 ? 200 : 404);
        }
        push(configs.get(1));
        push(LAYER);
        chunks();
        mounts(digest);

        status("GET", "manifests/" + NO_TAG).isEqualTo(404);
        for (int i = 0; i < 4; i++) {
            tag("test" + i, manifests.get(1));
        }
        Manifest bare = withoutMediaType(image(configs.get(1)).build());
        tag("emptylayer", bare);
        status("GET", "manifests/" + manifests.get(1).digest(), "Accept", MediaTypes.IMAGE_MANIFEST)
                .isEqualTo(200);
        tearDown(
                manifestsFirst,
                List.of(manifests.get(1).digest().toString(), bare.digest().toString()),
                List.of(configs.get(1), LAYER));
    }

    private void chunks() {
        byte[] content = fresh(42);
        Response other = begin();
        assertThat(chunk("PATCH", other.location(), content, HALF, 41).status()).isEqualTo(416);

        Response begun = begin();
        Response first = chunk("PATCH", begun.location(), content, 0, HALF - 1);
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Range")).contains("0-" + (HALF - 1));
        assertThat(chunk("PATCH", begun.location(), content, 0, HALF - 1).status())
                .isEqualTo(416);
        Response stale = wire().send("GET", begun.location());
        assertThat(stale.status()).isEqualTo(204);
        assertThat(stale.header("Range")).contains("0-" + (HALF - 1));
        Response second = chunk("PATCH", stale.location(), content, HALF, 41);
        Digest digest = Digest.sha256(content);
        assertCreated(finish(second, digest), digest, content);
    }

    private void mounts(Digest there) {
        String uploads = wire().otherPath("blobs/uploads/");
        Response absent = wire().send("POST", uploads + "?mount=" + ABSENT);
        assertThat(absent.status()).isEqualTo(202);
        assertThat(absent.header("Location")).isPresent();
        Response mounted = wire().send("POST", uploads + "?mount=" + there + "&from=" + wire().name());
        assertThat(mounted.status()).isIn(201, 202);
        if (mounted.status() == 201) {
            assertThat(mounted.location()).endsWith(wire().otherPath("blobs/" + there));
            assertThat(wire().send("GET", mounted.location()).status()).isEqualTo(200);
            // The repository has the blob by now, so a registry that wants `from` may say 201 as well.
            assertThat(wire().send("POST", uploads + "?mount=" + there).status())
                    .isIn(has(MOUNT_WITHOUT_FROM) ? List.of(201) : List.of(201, 202));
        }
    }

    private void discoveryWorkflow(boolean manifestsFirst) {
        push(configs.get(2));
        push(LAYER);
        for (int i = 0; i < 4; i++) {
            tag("test" + i, manifests.get(2));
        }
        push(EMPTY);
        Descriptor subject = manifests.get(4).descriptor();
        List<Manifest> referrers = new ArrayList<>();
        push(PEANUT);
        referrers.add(refer(config(TYPE_A, PEANUT), subject));
        referrers.add(refer(artifact(TYPE_A, PEANUT), subject));
        referrers.add(refer(
                ImageIndex.builder()
                        .artifactType("application/vnd.example.food.stand")
                        .manifest(referrers.get(0).descriptor())
                        .manifest(referrers.get(1).descriptor())
                        .subject(subject)
                        .annotation("org.opencontainers.conformance.test", "test index")
                        .build(),
                subject));
        push(configs.get(4));
        tag("tagtest0", manifests.get(4));
        push(JAM);
        referrers.add(refer(config(TYPE_B, JAM), subject));
        referrers.add(refer(artifact(TYPE_B, JAM), subject));
        Descriptor missing = manifests.get(3).descriptor();
        Manifest ofMissing = refer(artifact(TYPE_B, JAM), missing);

        List<String> all = tags("");
        assertThat(tags("?n=" + all.size() / 2)).isEqualTo(all.subList(0, all.size() / 2));
        assertThat(tags("?n=" + all.size() / 2 + "&last=" + all.get(all.size() / 2 - 1)))
                .isEqualTo(all.subList(all.size() / 2, all.size() / 2 * 2));
        if (has(REFERRERS)) {
            assertThat(digests(referrers(ABSENT, ""))).isEmpty();
            assertThat(digests(referrers(subject.digest(), "")))
                    .containsExactlyInAnyOrderElementsOf(digestsOf(referrers));
            assertThat(digests(referrers(subject.digest(), "?artifactType=" + TYPE_A)))
                    .containsExactlyInAnyOrderElementsOf(digestsOf(referrers.subList(0, 2)));
            assertThat(digests(referrers(missing.digest(), "")))
                    .containsExactlyElementsOf(digestsOf(List.of(ofMissing)));
        }

        List<String> references = new ArrayList<>(digestsOf(referrers));
        references.addAll(digestsOf(List.of(manifests.get(2), manifests.get(4), ofMissing)));
        references.add("tagtest0");
        tearDown(manifestsFirst, references, List.of(configs.get(2), LAYER, configs.get(4), PEANUT, JAM, EMPTY));
    }

    private static ImageManifest.Builder config(String type, byte[] config) {
        return ImageManifest.builder()
                .config(Descriptor.of(type, config))
                .layer(Descriptor.of(MediaTypes.EMPTY, EMPTY))
                .annotation("org.opencontainers.conformance.test", "test config " + type);
    }

    private static ImageManifest.Builder artifact(String type, byte[] layer) {
        return ImageManifest.builder()
                .artifactType(type)
                .config(Descriptor.of(MediaTypes.EMPTY, EMPTY))
                .layer(Descriptor.of(type, layer))
                .annotation("org.opencontainers.conformance.test", "test layer " + type);
    }

    private Manifest refer(ImageManifest.Builder referrer, Descriptor subject) {
        return refer(referrer.subject(subject).build(), subject);
    }

    private Manifest refer(Manifest referrer, Descriptor subject) {
        Response put = put(referrer.digest().toString(), referrer);
        assertThat(put.status()).isEqualTo(201);
        if (has(REFERRERS)) {
            assertThat(put.header("OCI-Subject")).contains(subject.digest().toString());
        }
        return referrer;
    }

    private static List<String> digestsOf(List<Manifest> of) {
        return of.stream().map(manifest -> manifest.digest().toString()).toList();
    }

    private void managementWorkflow() {
        push(configs.get(3));
        push(LAYER);
        tag("tagtest0", manifests.get(3));
        int before = tags("").size();
        String manifest = "manifests/" + manifests.get(3).digest();

        delete("manifests/tagtest0");
        delete(manifest);
        status("GET", manifest).isEqualTo(has(DELETE_MANIFESTS) ? 404 : 200);
        if (has(DELETE_MANIFESTS)) {
            assertThat(tags("").size()).isLessThan(before);
        }
        delete("blobs/" + Digest.sha256(configs.get(3)));
        delete("blobs/" + Digest.sha256(LAYER));
        status("GET", "blobs/" + Digest.sha256(configs.get(3))).isEqualTo(has(DELETE_BLOBS) ? 404 : 200);
    }
}
