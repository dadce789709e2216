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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One kind of content, as OCI's conformance suite has them: blobs, the manifests that hold them in the order in which
 * they are pushed, and the tags of some. Each is new content that no registry has seen.
 */
final class SuiteContent {
    private static final String TYPE_1 = "application/vnd.example.oci.conformance.v1";
    private static final String TYPE_2 = "application/vnd.example.oci.conformance.v2";
    private static final String FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private static final byte[] EMPTY_JSON = {'{', '}'};

    private final DigestAlgorithm algorithm;
    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    private final List<Manifest> manifests = new ArrayList<>();
    private final Map<String, Manifest> tags = new TreeMap<>();

    private SuiteContent(DigestAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    /** Returns the kinds that every registry accepts, by their names in the suite. */
    static Map<String, SuiteContent> common() {
        Map<String, SuiteContent> kinds = new LinkedHashMap<>();
        kinds.put("image", of(content -> content.image(null), "image"));
        kinds.put("image-uncompressed", of(SuiteContent::uncompressed, "image-uncompressed"));
        kinds.put("large-manifest", of(SuiteContent::large, "large-manifest"));
        kinds.put("index", of(content -> content.index(null, null), "index"));
        kinds.put("nested-index", of(SuiteContent::nested, "index-of-index"));
        kinds.put("empty-index", of(content -> content.add(ImageIndex.builder().build()), "index"));
        kinds.put("artifact", of(content -> content.artifact(TYPE_1, TYPE_1, null), "artifact"));
        kinds.put("artifact-index", of(content -> content.index(TYPE_1, null), "artifact-index"));
        kinds.put("artifact-without-layers", of(SuiteContent::withoutLayers, "artifact-without-layers"));
        kinds.put("artifacts-with-subject", of(SuiteContent::withSubject, "tagged-artifact2"));
        kinds.put("index-with-subject", of(SuiteContent::indexWithSubject, "tagged-artifact"));
        kinds.put("missing-subject", of(SuiteContent::missingSubject, "tagged-artifact"));
        kinds.put("data-field", of(SuiteContent::data, "data-field"));
        kinds.put("non-distributable-layers", of(SuiteContent::foreign, "non-distributable-image"));
        kinds.put("custom-fields", of(SuiteContent::customFields, "custom-fields"));
        kinds.put("no-layers", of(SuiteContent::noLayers, "no-layers"));
        return kinds;
    }

    /** Returns the kind that addresses content by SHA-512. */
    static SuiteContent sha512() {
        SuiteContent content = new SuiteContent(DigestAlgorithm.SHA512);
        content.index(null, null);
        return content;
    }

    /** Returns an index of two images; its pusher passes tags as well as digests. */
    static SuiteContent tagParameters(DigestAlgorithm algorithm) {
        SuiteContent content = new SuiteContent(algorithm);
        content.index(null, null);
        for (int i = 0; i < content.manifests.size(); i++) {
            content.tags.put("tag-param-" + algorithm.id() + "-" + i, content.manifests.get(i));
        }
        content.tag("tag-param-" + algorithm.id());
        return content;
    }

    /** Returns an image that lacks a layer, and an index that lacks an image. */
    static SuiteContent sparse() {
        return of(SuiteContent::incomplete, "sparse-index");
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

    /** Returns content whose last manifest has a tag. */
    private static SuiteContent of(Consumer<SuiteContent> fill, String tag) {
        SuiteContent content = new SuiteContent(DigestAlgorithm.SHA256);
        fill.accept(content);
        content.tag(tag);
        return content;
    }

    /** Tags the manifest that was added last. */
    private void tag(String tag) {
        tags.put(tag, manifests.get(manifests.size() - 1));
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
                .layer(blob(MediaTypes.LAYER_TAR_GZIP, WireTests.fresh(300)))
                .layer(blob(MediaTypes.LAYER_TAR_GZIP, WireTests.fresh(300)));
        return add((subject == null ? image : image.subject(subject)).build());
    }

    private Manifest artifact(String artifactType, String layerType, @Nullable Descriptor subject) {
        ImageManifest.Builder artifact = ImageManifest.builder()
                .artifactType(artifactType)
                .config(blob(MediaTypes.EMPTY, EMPTY_JSON))
                .layer(blob(layerType, WireTests.fresh(2048)))
                .annotation("org.opencontainers.conformance", "hello conformance test")
                .annotation("org.example." + UUID.randomUUID(), "unique");
        return add((subject == null ? artifact : artifact.subject(subject)).build());
    }

    private void uncompressed() {
        add(ImageManifest.builder()
                .config(config())
                .layer(blob(MediaTypes.LAYER_TAR, WireTests.fresh(10_240)))
                .build());
    }

    private void large() {
        ImageManifest.Builder manifest =
                ImageManifest.builder().config(config()).layer(blob(MediaTypes.LAYER_TAR_GZIP, WireTests.fresh(300)));
        for (int i = 0; i < 390; i++) {
            manifest.annotation("large-annotation-" + i, "A".repeat(10_000));
        }
        add(manifest.build());
    }

    private Manifest index(@Nullable String artifactType, @Nullable Descriptor subject) {
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

    private void nested() {
        Manifest one = index(null, null);
        Manifest two = index(null, null);
        add(ImageIndex.builder()
                .manifest(one.descriptor())
                .manifest(two.descriptor())
                .build());
    }

    private void withoutLayers() {
        Descriptor empty = blob(MediaTypes.EMPTY, EMPTY_JSON);
        add(ImageManifest.builder()
                .artifactType(TYPE_1)
                .config(empty)
                .layer(empty)
                .build());
    }

    private void withSubject() {
        Descriptor subject = image(null).descriptor();
        tag("image");
        image(subject);
        artifact(TYPE_1, TYPE_1, subject);
        tag("tagged-artifact1");
        artifact(TYPE_2, MediaTypes.OCTET_STREAM, subject);
    }

    private void indexWithSubject() {
        Descriptor subject = index(null, null).descriptor();
        tag("index");
        index(TYPE_1, subject);
    }

    private void missingSubject() {
        artifact(TYPE_1, TYPE_1, Descriptor.of(MediaTypes.IMAGE_MANIFEST, Digest.sha256(WireTests.fresh(123)), 123));
    }

    private void data() {
        Descriptor config = config();
        byte[] layer = WireTests.fresh(200);
        add(ImageManifest.builder()
                .config(config.withData(Objects.requireNonNull(blobs.get(config.digest()))))
                .layer(blob(MediaTypes.LAYER_TAR_GZIP, layer).withData(layer))
                .build());
    }

    private void foreign() {
        ImageManifest.Builder manifest = ImageManifest.builder().config(config());
        for (String mediaType : List.of(FOREIGN + "+gzip", FOREIGN)) {
            Digest digest = Digest.sha256(WireTests.fresh(256));
            manifest.layer(Descriptor.of(mediaType, digest, 123_456)
                    .withUrls(List.of("https://store.example.com/blobs/sha256/" + digest.hex())));
        }
        add(manifest.layer(blob(MediaTypes.LAYER_TAR_GZIP, WireTests.fresh(200)))
                .build());
    }

    private void customFields() {
        Manifest image = image(null);
        manifests.clear();
        Manifest more = add(unknownField(image));
        add(unknownField(ImageIndex.builder()
                .manifest(more.descriptor().withPlatform(Platform.of("linux", "amd64", "")))
                .build()));
    }

    private static Manifest unknownField(Manifest manifest) {
        return WireTests.edited(manifest, "\\{", "{\"org." + UUID.randomUUID() + "\":\"" + UUID.randomUUID() + "\",");
    }

    private void noLayers() {
        add(ImageManifest.builder().config(config()).build());
    }

    private void incomplete() {
        Manifest image = image(null);
        blobs.remove(image.children().get(1).digest());
        tag("sparse-image");
        Descriptor other = image(null).descriptor();
        Descriptor missing = Descriptor.of(MediaTypes.IMAGE_MANIFEST, Digest.sha256(WireTests.fresh(1024)), 1024);
        add(ImageIndex.builder()
                .manifest(other.withPlatform(Platform.of("linux", "amd64", "")))
                .manifest(missing.withPlatform(Platform.of("linux", "arm64", "")))
                .build());
    }
}
