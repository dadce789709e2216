package dev.portolan.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.Sample;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.signature.TrustPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactTest {
    private static final Executor CALLER = Runnable::run;
    private static final Tag V1 = Tag.of("v1");

    private final FakeRepository target = new FakeRepository("target");
    private final ArtifactPush push = new ArtifactPush(new CopyEngine(CALLER), CALLER);

    private ImageManifest pushed(Artifact artifact) {
        Descriptor root =
                push.push(artifact, target, List.of(V1), CopyOptions.defaults()).root();
        return (ImageManifest) target.manifests().get(root.digest());
    }

    /** A layer whose digest is known only after writing, like that of a directory packed on the fly. */
    private static final class Packed implements Layer {
        private final String name;
        private final AtomicInteger opened = new AtomicInteger();

        Packed(String name) {
            this.name = name;
        }

        @Override
        public String mediaType() {
            return "application/x";
        }

        @Override
        public Optional<Descriptor> descriptor() {
            return Optional.empty();
        }

        @Override
        public Content content() {
            return () -> {
                opened.incrementAndGet();
                return Content.of(Sample.bytes(name)).open();
            };
        }

        @Override
        public Descriptor describe(Descriptor written) {
            return written.withAnnotation(Annotations.TITLE, name);
        }
    }

    @Test
    void the_manifest_has_what_the_builder_was_given() {
        Descriptor subject = Sample.image("subject").descriptor();

        ImageManifest manifest = pushed(Artifact.builder()
                .type("application/t")
                .config("application/c", Sample.bytes("config"))
                .file("a.txt", "text/plain", Sample.bytes("a"))
                .layers(List.of(Layer.of(Sample.blob("b").withAnnotation("k", "v"), Content.of(Sample.bytes("b")))))
                .annotation(Annotations.CREATED, "2025-01-31T00:00:00Z")
                .annotations(Map.of("x", "y"))
                .subject(subject)
                .build());

        assertThat(manifest.artifactType()).contains("application/t");
        assertThat(manifest.config()).isEqualTo(Descriptor.of("application/c", Sample.bytes("config")));
        assertThat(manifest.layers())
                .containsExactly(
                        Descriptor.of("text/plain", Sample.bytes("a")).withAnnotation(Annotations.TITLE, "a.txt"),
                        Sample.blob("b").withAnnotation("k", "v"));
        assertThat(manifest.annotations())
                .containsExactly(Map.entry(Annotations.CREATED, "2025-01-31T00:00:00Z"), Map.entry("x", "y"));
        assertThat(manifest.subject()).contains(subject.bare());
        assertThat(target.hasBlob("config")).isTrue();
    }

    @Test
    void without_type_and_config_it_is_an_unknown_artifact_with_the_empty_config() {
        ImageManifest manifest = pushed(Artifact.builder()
                .file("a.txt", "text/plain", Sample.bytes("a"))
                .build());

        assertThat(manifest.artifactType()).contains(MediaTypes.UNKNOWN_ARTIFACT);
        assertThat(manifest.config()).isEqualTo(Descriptor.empty());
    }

    @Test
    void a_builder_can_be_used_again() {
        Artifact.Builder builder = Artifact.builder();
        builder.build();

        Artifact later = builder.config("application/c", Sample.bytes("c")).build();

        assertThat(later.type()).isEmpty();
    }

    @Test
    void without_a_type_the_config_says_what_the_artifact_is() {
        ImageManifest manifest = pushed(
                Artifact.builder().config("application/c", Sample.bytes("c")).build());

        assertThat(manifest.descriptor().artifactType()).isEmpty();
        assertThat(manifest.artifactType()).contains("application/c");
    }

    @Test
    void the_same_artifact_has_the_same_digest_each_time() {
        Artifact artifact = Artifact.builder()
                .annotation("b", "2")
                .annotation("a", "1")
                .file("f", "t/x", new byte[3])
                .build();

        assertThat(pushed(artifact).digest())
                .isEqualTo(pushed(artifact.toBuilder().build()).digest());
    }

    @Test
    void a_layer_of_unknown_digest_is_written_in_one_pass_and_described_afterwards() {
        Packed layer = new Packed("packed");
        Sample.blob("packed");

        ImageManifest manifest =
                pushed(Artifact.builder().layer(layer).layer(layer).build());

        assertThat(layer.opened).hasValue(1);
        assertThat(target.log("stream", "stat", "write")).containsExactly("stream application/x", "write empty");
        assertThat(manifest.layers()).containsExactly(Sample.file("packed", "packed"), Sample.file("packed", "packed"));
    }

    @Test
    void a_layer_that_cannot_be_read_fails_the_push_before_any_tag() {
        Artifact artifact = Artifact.builder()
                .layer(Layer.of(Sample.blob("a"), Content.of(Sample.bytes("b"))))
                .build();

        assertThatThrownBy(() -> pushed(artifact)).isInstanceOf(ContentMismatchException.class);
        assertThat(target.tagged()).isEmpty();
    }

    @Test
    void a_packed_artifact_is_sent_byte_for_byte() {
        ImageManifest manifest = Sample.image("image", Sample.blob("a"));
        PackedArtifact packed = PackedArtifact.of(
                manifest,
                Map.of(
                        Sample.blob("a").digest(), Content.of(Sample.bytes("a")),
                        Descriptor.empty().digest(), Content.of(Sample.bytes("{}"))));

        CopyResult result = push.push(packed, target, List.of(V1), CopyOptions.defaults());

        assertThat(target.manifests().get(result.root().digest()).bytes()).isEqualTo(manifest.bytes());
    }

    @Test
    void a_packed_artifact_is_a_source() throws IOException {
        ImageManifest manifest = Sample.image("image", Sample.blob("abc"));
        PackedArtifact packed =
                PackedArtifact.of(manifest, Map.of(Sample.blob("abc").digest(), Content.of(Sample.bytes("abc"))));

        assertThat(packed.resolve(manifest.digest())).contains(manifest.descriptor());
        assertThat(packed.resolve(V1)).isEmpty();
        assertThat(packed.stat(Sample.blob("abc").digest()).map(Descriptor::size))
                .contains(3L);
        assertThat(packed.stat(Descriptor.empty().digest())).isEmpty();
        assertThat(packed.open(Sample.blob("abc")).readAllBytes()).isEqualTo(Sample.bytes("abc"));
        assertThat(packed.open(Sample.blob("abc"), new ByteRange(1, 1)).readAllBytes())
                .isEqualTo(Sample.bytes("b"));
        assertThatThrownBy(() -> packed.content(Descriptor.empty())).isInstanceOf(NotFoundException.class);
    }

    // ---- stored

    private StoredArtifact stored(FakeRepository repository, ImageManifest manifest) {
        return new StoredArtifact(repository, manifest, new CopyEngine(CALLER), TrustPolicy.ANYTHING);
    }

    @Test
    void inline_content_of_a_stored_artifact_costs_no_request_and_is_verified() throws IOException {
        Descriptor inline = Sample.blob("a").withData(Sample.bytes("a"));
        Descriptor lie = Sample.blob("b").withData(Sample.bytes("x"));
        StoredArtifact artifact = stored(target, Sample.image("image", inline, lie));

        assertThat(artifact.bytes(inline)).isEqualTo(Sample.bytes("a"));
        assertThat(artifact.content(inline).open().readAllBytes()).isEqualTo(Sample.bytes("a"));
        assertThatThrownBy(() -> artifact.bytes(lie)).isInstanceOf(ContentMismatchException.class);
        assertThat(target.log()).isEmpty();
    }

    @Test
    void content_too_large_for_memory_is_not_fetched() {
        Descriptor huge = Descriptor.of("application/x", Digest.sha256(new byte[0]), 1L << 40);
        StoredArtifact artifact = stored(target, Sample.image("image", huge));

        assertThatThrownBy(() -> artifact.bytes(huge)).isInstanceOf(LimitExceededException.class);
        assertThat(target.log()).isEmpty();
    }

    @Test
    void a_stored_artifact_is_copied_under_its_digest() {
        FakeRepository source = new FakeRepository("source").with("a");
        ImageManifest image = Sample.image("image", Sample.blob("a"));

        stored(source, image).pull(target, CopyOptions.defaults());

        assertThat(target.manifests()).containsOnlyKeys(image.digest());
        assertThat(source.log("manifest")).isEmpty();
    }

    // ---- inspection

    @Test
    void an_inspection_shows_everything_reachable_once() {
        ImageManifest one = Sample.image("one", Sample.blob("a"));
        ImageManifest missing = Sample.image("missing");
        ImageManifest signature = Sample.image(
                "signature",
                ImageManifest.builder().artifactType("application/sig").subject(one.descriptor()));
        target.lenient().with(one, signature).referring();

        Inspection tree = Inspection.of(target, Sample.index("index", Sample.index("inner", one), one, missing), true);
        Inspection inner = tree.children().get(0);

        assertThat(inner.present()).isFalse(); // the inner index was not put there
        assertThat(tree.children().get(1).children())
                .extracting(Inspection::descriptor)
                .contains(Sample.blob("a"));
        assertThat(tree.children().get(1).referrers())
                .singleElement()
                .extracting(Inspection::artifactType)
                .isEqualTo("application/sig");
        assertThat(tree.children().get(2).present()).isFalse();
        assertThat(target.log("manifest"))
                .containsExactly("manifest inner", "manifest one", "manifest signature", "manifest missing");
    }

    @Test
    void an_inspection_ends_at_a_hundred_levels() {
        Manifest top = Sample.image("bottom");
        for (int i = 1; i < 100; i++) {
            target.with(top);
            top = Sample.index("level " + i, top);
        }
        Manifest deepest = top;
        Manifest tooDeep =
                Sample.index("level 100", target.with(deepest).manifests().get(deepest.digest()));

        assertThat(Inspection.of(target, deepest, false).children()).hasSize(1);
        assertThatThrownBy(() -> Inspection.of(target, tooDeep, false)).isInstanceOf(LimitExceededException.class);
    }

    // ---- what cannot be built

    @ParameterizedTest
    @ValueSource(strings = {"", "jar", "not a type!", "/x", "a/", "a/b/c", "-a/b"})
    void a_malformed_media_type_is_refused_when_an_artifact_is_built(String type) {
        byte[] bytes = Sample.bytes("a");
        Layer foreign = Layer.of(Descriptor.of(type, bytes), Content.of(bytes));
        Artifact.Builder artifact = Artifact.builder();
        List<ThrowingCallable> attempts = List.of(
                () -> artifact.type(type),
                () -> artifact.config(type, bytes),
                () -> artifact.config(foreign),
                () -> artifact.layer(foreign),
                () -> artifact.file("a.txt", type, bytes),
                () -> Layer.of("a.txt", type, bytes));

        assertThat(attempts)
                .allSatisfy(attempt -> assertThatThrownBy(attempt)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is not a media type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "application/vnd.example.sbom.v1+json", "text/x-c++", "x!#$&^_.+-/y!#$&^_.+-"})
    void every_media_type_of_the_grammar_is_accepted(String type) {
        assertThat(Artifact.builder().type(type).build().type()).isEqualTo(type);
    }

    @Test
    void a_media_type_has_no_parameters() {
        assertThatThrownBy(() -> Layer.of("a.txt", "text/plain; charset=utf-8", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"text/plain; charset=utf-8\" is not a media type");
    }

    @Test
    void two_layers_with_one_title_are_refused() {
        Artifact artifact = Artifact.builder()
                .file("a.txt", "text/plain", Sample.bytes("a"))
                .file("a.txt", "text/plain", Sample.bytes("b"))
                .build();

        assertThatThrownBy(artifact::pack)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("title \"a.txt\" is refused: two layers have it: " + Digest.sha256(Sample.bytes("a"))
                        + " and " + Digest.sha256(Sample.bytes("b")) + "; give the layer another title");
        assertThatThrownBy(() -> pushed(artifact)).isInstanceOf(IllegalArgumentException.class);
        assertThat(target.log()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a, a/b, 'title \"a/b\" is refused: another layer has the title \"a\", which is a file'",
        "a/b/c, a, 'title \"a\" is refused: it is a file, and another layer has the title \"a/b/c\", below it'",
        "a, ./a, 'title \"./a\" is refused: two layers have it'"
    })
    void titles_that_cannot_both_be_files_are_refused(String one, String other, String why) {
        Artifact artifact = Artifact.builder()
                .file(one, "text/plain", Sample.bytes("a"))
                .file(other, "text/plain", Sample.bytes("b"))
                .build();

        assertThatThrownBy(() -> pushed(artifact))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
        assertThat(target.log()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/../../b", "/a", "\\a", "C:/a", "..\\a", "", ".", "a/.."})
    void a_title_that_leaves_the_directory_is_refused(String title) {
        Artifact artifact =
                Artifact.builder().file(title, "text/plain", Sample.bytes("a")).build();

        assertThatThrownBy(() -> pushed(artifact))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is refused");
        assertThat(target.log()).isEmpty();
    }
}
