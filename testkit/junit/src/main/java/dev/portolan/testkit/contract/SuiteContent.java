package dev.portolan.testkit.contract;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Platform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One kind of content, as OCI's conformance suite has them: blobs, the manifests that hold them in the order in which
 * they are pushed, and the tags of some. Each is new content that no registry has seen.
 */
final class SuiteContent {
    static final String TYPE_1 = "application/vnd.example.oci.conformance.v1";
    static final String TYPE_2 = "application/vnd.example.oci.conformance.v2";
    private static final String FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private static final byte[] EMPTY_JSON = {'{', '}'};

    private final DigestAlgorithm algorithm;
    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    private final List<Manifest> manifests = new ArrayList<>();
    private final Map<String, Manifest> tags = new TreeMap<>();

    SuiteContent(DigestAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    /** Returns the kinds that every registry accepts, by their names in the suite. */
    static Map<String, SuiteContent> common() {
        Map<String, SuiteContent> kinds = new LinkedHashMap<>();
        kinds.put("image", sha256().tagged("image", content -> content.image(null)));
        kinds.put("image-uncompressed", uncompressed());
        kinds.put("large-manifest", large());
        kinds.put("index", index(DigestAlgorithm.SHA256, null).tag("index"));
        kinds.put("nested-index", nested());
        kinds.put(
                "empty-index",
                sha256().tagged(
                                "index",
                                content -> content.add(ImageIndex.builder().build())));
        kinds.put("artifact", sha256().tagged("artifact", content -> content.artifact(TYPE_1, TYPE_1, null)));
        kinds.put("artifact-index", index(DigestAlgorithm.SHA256, TYPE_1).tag("artifact-index"));
        kinds.put("artifact-without-layers", withoutLayers());
        kinds.put("artifacts-with-subject", withSubject());
        kinds.put("index-with-subject", indexWithSubject());
        kinds.put("missing-subject", missingSubject());
        kinds.put("data-field", data());
        kinds.put("non-distributable-layers", foreign());
        kinds.put("custom-fields", customFields());
        kinds.put("no-layers", noLayers());
        return kinds;
    }

    /** Returns the kinds that address content by SHA-512. */
    static SuiteContent sha512() {
        return index(DigestAlgorithm.SHA512, null);
    }

    /** Returns an index of two images; its pusher passes tags as well as digests. */
    static SuiteContent tagParameters(DigestAlgorithm algorithm) {
        SuiteContent content = index(algorithm, null);
        for (int i = 0; i < content.manifests.size(); i++) {
            content.tags.put("tag-param-" + algorithm.id() + "-" + i, content.manifests.get(i));
        }
        return content.tag("tag-param-" + algorithm.id());
    }

    /** Returns an image that lacks a layer, and an index that lacks an image. */
    static SuiteContent sparse() {
        SuiteContent content = sha256();
        Manifest image = content.image(null);
        content.blobs.remove(image.children().get(1).digest());
        content.tag("sparse-image");
        Manifest other = content.image(null);
        Descriptor missing = Descriptor.of(MediaTypes.IMAGE_MANIFEST, Digest.sha256(WireSubject.fresh(1024)), 1024);
        content.add(ImageIndex.builder()
                .manifest(other.descriptor().withPlatform(Platform.of("linux", "amd64", "")))
                .manifest(missing.withPlatform(Platform.of("linux", "arm64", "")))
                .build());
        return content.tag("sparse-index");
    }

    Map<Digest, byte[]> blobs() {
        return blobs;
    }

    List<Manifest> manifests() {
        return manifests;
    }

    Map<String, Manifest> tags() {
        return tags;
    }

    private static SuiteContent sha256() {
        return new SuiteContent(DigestAlgorithm.SHA256);
    }

    private SuiteContent tagged(String tag, Function<SuiteContent, Manifest> part) {
        tags.put(tag, part.apply(this));
        return this;
    }

    /** Tags the manifest that was added last. */
    private SuiteContent tag(String tag) {
        tags.put(tag, manifests.get(manifests.size() - 1));
        return this;
    }

    private Descriptor blob(String mediaType, byte[] bytes) {
        Digest digest = Digest.of(algorithm, bytes);
        blobs.put(digest, bytes);
        return Descriptor.of(mediaType, digest, bytes.length);
    }

    private Descriptor config() {
        String author = UUID.randomUUID().toString();
        return blob(
                MediaTypes.IMAGE_CONFIG,
                ("{\"author\":\"" + author + "\",\"architecture\":\"amd64\",\"os\":\"linux\","
                                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private Manifest add(Manifest built) {
        Manifest manifest = Manifest.parse(built.bytes(), built.mediaType(), algorithm);
        manifests.add(manifest);
        return manifest;
    }

    private Manifest image(@Nullable Descriptor subject) {
        ImageManifest.Builder image = ImageManifest.builder()
                .config(config())
                .layer(blob(MediaTypes.LAYER_TAR_GZIP, WireSubject.fresh(300)))
                .layer(blob(MediaTypes.LAYER_TAR_GZIP, WireSubject.fresh(300)));
        return add((subject == null ? image : image.subject(subject)).build());
    }

    private Manifest artifact(String artifactType, String layerType, @Nullable Descriptor subject) {
        ImageManifest.Builder artifact = ImageManifest.builder()
                .artifactType(artifactType)
                .config(blob(MediaTypes.EMPTY, EMPTY_JSON))
                .layer(blob(layerType, WireSubject.fresh(2048)))
                .annotation("org.opencontainers.conformance", "hello conformance test")
                .annotation("org.example." + UUID.randomUUID(), "unique");
        return add((subject == null ? artifact : artifact.subject(subject)).build());
    }

    private static SuiteContent uncompressed() {
        SuiteContent content = sha256();
        content.add(ImageManifest.builder()
                .config(content.config())
                .layer(content.blob(MediaTypes.LAYER_TAR, WireSubject.fresh(10_240)))
                .build());
        return content.tag("image-uncompressed");
    }

    private static SuiteContent large() {
        SuiteContent content = sha256();
        ImageManifest.Builder manifest = ImageManifest.builder()
                .config(content.config())
                .layer(content.blob(MediaTypes.LAYER_TAR_GZIP, WireSubject.fresh(300)));
        for (int i = 0; i < 390; i++) {
            manifest.annotation("large-annotation-" + i, "A".repeat(10_000));
        }
        content.add(manifest.build());
        return content.tag("large-manifest");
    }

    private static SuiteContent index(DigestAlgorithm algorithm, @Nullable String artifactType) {
        SuiteContent content = new SuiteContent(algorithm);
        content.addIndex(artifactType, null);
        return content;
    }

    private Manifest addIndex(@Nullable String artifactType, @Nullable Descriptor subject) {
        ImageIndex.Builder index = ImageIndex.builder();
        for (String architecture : List.of("amd64", "arm64")) {
            Manifest child = artifactType == null ? image(subject) : artifact(artifactType, artifactType, subject);
            index.manifest(child.descriptor().withPlatform(Platform.of("linux", architecture, "")));
        }
        if (artifactType != null) {
            index.artifactType(artifactType);
        }
        if (subject != null) {
            index.subject(subject).annotation("org.opencontainers.conformance", "hello conformance test");
        }
        return add(index.build());
    }

    private static SuiteContent nested() {
        SuiteContent content = sha256();
        Manifest one = content.addIndex(null, null);
        Manifest two = content.addIndex(null, null);
        content.add(ImageIndex.builder()
                .manifest(one.descriptor())
                .manifest(two.descriptor())
                .build());
        return content.tag("index-of-index");
    }

    private static SuiteContent withoutLayers() {
        SuiteContent content = sha256();
        Descriptor empty = content.blob(MediaTypes.EMPTY, EMPTY_JSON);
        content.add(ImageManifest.builder()
                .artifactType(TYPE_1)
                .config(empty)
                .layer(empty)
                .build());
        return content.tag("artifact-without-layers");
    }

    private static SuiteContent withSubject() {
        SuiteContent content = sha256();
        Descriptor subject = content.image(null).descriptor();
        content.tag("image");
        content.image(subject);
        content.tagged("tagged-artifact1", artifacts -> artifacts.artifact(TYPE_1, TYPE_1, subject));
        return content.tagged(
                "tagged-artifact2", artifacts -> artifacts.artifact(TYPE_2, MediaTypes.OCTET_STREAM, subject));
    }

    private static SuiteContent indexWithSubject() {
        SuiteContent content = sha256();
        Descriptor subject = content.addIndex(null, null).descriptor();
        content.tag("index");
        content.addIndex(TYPE_1, subject);
        return content.tag("tagged-artifact");
    }

    private static SuiteContent missingSubject() {
        Descriptor missing = Descriptor.of(MediaTypes.IMAGE_MANIFEST, Digest.sha256(WireSubject.fresh(123)), 123);
        return sha256().tagged("tagged-artifact", content -> content.artifact(TYPE_1, TYPE_1, missing));
    }

    private static SuiteContent data() {
        SuiteContent content = sha256();
        Descriptor config = content.config();
        byte[] layer = WireSubject.fresh(200);
        content.add(ImageManifest.builder()
                .config(config.withData(Objects.requireNonNull(content.blobs.get(config.digest()))))
                .layer(content.blob(MediaTypes.LAYER_TAR_GZIP, layer).withData(layer))
                .build());
        return content.tag("data-field");
    }

    private static SuiteContent foreign() {
        SuiteContent content = sha256();
        ImageManifest.Builder manifest = ImageManifest.builder().config(content.config());
        for (String mediaType : List.of(FOREIGN + "+gzip", FOREIGN)) {
            Digest digest = Digest.sha256(WireSubject.fresh(256));
            manifest.layer(Descriptor.of(mediaType, digest, 123_456)
                    .withUrls(List.of("https://store.example.com/blobs/sha256/" + digest.hex())));
        }
        content.add(manifest.layer(content.blob(MediaTypes.LAYER_TAR_GZIP, WireSubject.fresh(200)))
                .build());
        return content.tag("non-distributable-image");
    }

    private static SuiteContent customFields() {
        SuiteContent content = sha256();
        Manifest image = content.image(null);
        content.manifests.clear();
        Manifest more = content.add(unknownField(image));
        content.add(unknownField(ImageIndex.builder()
                .manifest(more.descriptor().withPlatform(Platform.of("linux", "amd64", "")))
                .build()));
        return content.tag("custom-fields");
    }

    private static Manifest unknownField(Manifest manifest) {
        String json = new String(manifest.bytes(), StandardCharsets.UTF_8);
        String field = "{\"org." + UUID.randomUUID() + "\":\"" + UUID.randomUUID() + "\",";
        return Manifest.parse(json.replaceFirst("\\{", field).getBytes(StandardCharsets.UTF_8), manifest.mediaType());
    }

    private static SuiteContent noLayers() {
        SuiteContent content = sha256();
        content.add(ImageManifest.builder().config(content.config()).build());
        return content.tag("no-layers");
    }
}
