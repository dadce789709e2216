package dev.portolan.testkit.contract;

import static dev.portolan.testkit.contract.DistributionCapability.SHA512;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.testkit.contract.Wire.Response;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of a registry, nested in {@link DistributionContract}, and the operations that they share. */
abstract class WireTests {
    static final String OCTETS = MediaTypes.OCTET_STREAM;

    private @Nullable DistributionContract contract;

    /** Finds the contract that this class is nested in. */
    @RegisterExtension
    final BeforeEachCallback finding = context -> contract = context.getRequiredTestInstances()
            .findInstance(DistributionContract.class)
            .orElseThrow();

    private DistributionContract contract() {
        return Objects.requireNonNull(contract);
    }

    final Wire wire() {
        return contract().wire();
    }

    /** Content that no registry has seen. */
    static byte[] fresh(int size) {
        byte[] bytes = new byte[size];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** Returns whether the registry has all of these optional features. */
    final boolean has(DistributionCapability... wanted) {
        return contract().capabilities().containsAll(List.of(wanted));
    }

    /** Skips the test if the registry lacks one of these optional features; reports name it. */
    final void requires(DistributionCapability... wanted) {
        for (DistributionCapability each : wanted) {
            if (!has(each)) {
                Assumptions.abort(each.toString());
            }
        }
    }

    /** Returns a test for each digest algorithm, with content of this size. */
    final Stream<DynamicTest> eachAlgorithm(int size, BiConsumer<Digest, byte[]> test) {
        return eachAlgorithm(algorithm -> {
            byte[] content = fresh(size);
            test.accept(Digest.of(algorithm, content), content);
        });
    }

    /** Returns a test for each digest algorithm. */
    final Stream<DynamicTest> eachAlgorithm(Consumer<DigestAlgorithm> test) {
        return Stream.of(DigestAlgorithm.values())
                .map(algorithm -> DynamicTest.dynamicTest(algorithm.id(), () -> {
                    if (algorithm == DigestAlgorithm.SHA512) {
                        requires(SHA512);
                    }
                    test.accept(algorithm);
                }));
    }

    /** Pushes with POST and PUT. Only the tests of uploads check the details of the responses. */
    final Digest push(byte[] content) {
        return wire().push(content).digest();
    }

    /** Sends a whole blob with the POST; registries that then begin an upload get it again. */
    final Response post(Digest digest, byte[] content) {
        Response posted =
                wire().send("POST", wire().path("blobs/uploads/?digest=" + digest), content, "Content-Type", OCTETS);
        return posted.status() == 202 ? finish(posted, digest, content) : posted;
    }

    /** Pushes to the second repository. */
    final Digest pushElsewhere(DigestAlgorithm algorithm, byte[] content) {
        return wire().push(wire().otherPath("blobs/uploads/"), algorithm, content)
                .digest();
    }

    /** Mounts a blob of the second repository, which is named or not. */
    final Response mount(Digest digest, boolean named) {
        String from = named ? "&from=" + wire().otherName() : "";
        return wire().send("POST", wire().path("blobs/uploads/?mount=" + digest + from));
    }

    final Response begin() {
        Response begun = wire().send("POST", wire().path("blobs/uploads/"));
        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.header("Location")).isPresent();
        return begun;
    }

    /** Sends the bytes from the first to the last, with a {@code Content-Range}. */
    final Response chunk(String method, String target, byte[] content, int first, int last) {
        return wire().send(
                        method,
                        target,
                        Arrays.copyOfRange(content, first, last + 1),
                        "Content-Type",
                        OCTETS,
                        "Content-Range",
                        first + "-" + last);
    }

    /** Ends an upload that has all of its content, after a response of 202. */
    final Response finish(Response upload, Digest digest) {
        return finish(upload, digest, new byte[0]);
    }

    /** Ends an upload with the rest of the content, after a response of 202. */
    final Response finish(Response upload, Digest digest, byte[] rest) {
        assertThat(upload.status()).isEqualTo(202);
        return wire().finish(upload, digest, rest);
    }

    /** 201, and the Location gives the content back. */
    final void assertCreated(Response answer, Digest digest, byte[] content) {
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Docker-Content-Digest").orElse(digest.toString()))
                .isEqualTo(digest.toString());
        assertThat(answer.header("Location")).as("Location").isPresent();
        assertThat(wire().send("GET", answer.location()).body()).isEqualTo(content);
    }

    /** 201, and the Location gives the manifest back. */
    final void assertPut(Response answer, Manifest manifest) {
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Docker-Content-Digest")
                        .orElse(manifest.digest().toString()))
                .isEqualTo(manifest.digest().toString());
        assertThat(answer.header("Location")).as("Location").isPresent();
        assertManifest(wire().send("GET", answer.location()), manifest, true);
    }

    /** 200, with all headers of a manifest. */
    static void assertManifest(Response answer, Manifest manifest, boolean body) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains(manifest.mediaType());
        assertThat(answer.header("Content-Length")).contains(Integer.toString(manifest.bytes().length));
        assertThat(answer.header("Docker-Content-Digest"))
                .contains(manifest.digest().toString());
        assertThat(answer.body()).isEqualTo(body ? manifest.bytes() : new byte[0]);
    }

    /** Returns a manifest with another text, of the same media type. */
    static Manifest edited(Manifest manifest, String regex, String replacement) {
        String json = new String(manifest.bytes(), StandardCharsets.UTF_8);
        return Manifest.parse(
                json.replaceFirst(regex, replacement).getBytes(StandardCharsets.UTF_8), manifest.mediaType());
    }

    static Manifest withoutMediaType(ImageManifest manifest) {
        return edited(manifest, Pattern.quote("\"mediaType\":\"" + MediaTypes.IMAGE_MANIFEST + "\","), "");
    }

    final Descriptor pushed(String mediaType, byte[] content) {
        return wire().push(content).withMediaType(mediaType);
    }

    /** Returns a manifest whose config and layer are pushed. */
    final ImageManifest.Builder manifest() {
        return ImageManifest.builder()
                .config(pushed(MediaTypes.IMAGE_CONFIG, author()))
                .layer(pushed(MediaTypes.LAYER_TAR_GZIP, fresh(200)));
    }

    private static byte[] author() {
        return ("{\"author\":\"" + UUID.randomUUID() + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    final Response put(String reference, Manifest manifest) {
        return wire().put(reference, manifest);
    }

    final Response get(String rest, String... headers) {
        return wire().send("GET", wire().path(rest), headers);
    }

    final Response head(String rest) {
        return wire().send("HEAD", wire().path(rest));
    }

    final List<String> tags(String query) {
        Response answer = get("tags/list" + query);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(json(answer).requiredString("name")).isEqualTo(wire().name());
        return json(answer).strings("tags");
    }

    /** Returns the list of referrers, whose form is checked. */
    final Response referrers(Object subject, String query) {
        Response answer = get("referrers/" + subject + query);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains(MediaTypes.IMAGE_INDEX);
        assertThat(json(answer).requiredInteger("schemaVersion")).isEqualTo(2);
        assertThat(json(answer).requiredString("mediaType")).isEqualTo(MediaTypes.IMAGE_INDEX);
        if (!query.isEmpty()) {
            assertThat(answer.header("OCI-Filters-Applied")).contains("artifactType");
        }
        return answer;
    }

    /** Returns the digests in a list of referrers. */
    static List<String> digests(Response referrers) {
        return json(referrers).objects("manifests").stream()
                .map(manifest -> manifest.requiredString("digest"))
                .toList();
    }

    /** Returns the error code of an answer, which must be of the specification's form. */
    static String errorCode(Response answer) {
        return json(answer).objects("errors").get(0).requiredString("code");
    }

    static JsonObject json(Response answer) {
        return Json.parseObject(answer.body());
    }
}
