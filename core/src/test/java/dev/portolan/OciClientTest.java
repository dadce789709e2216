package dev.portolan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.FakeTransport;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Platform;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OciClientTest {
    private static final String PLACE = "localhost:5000/demo/tree:v1";
    private static final Tag V1 = Tag.of("v1");

    private final FakeTransport registry = new FakeTransport(Reference.REGISTRY);
    private final FakeTransport layouts = new FakeTransport(Reference.OCI_LAYOUT, Reference.OCI_ARCHIVE);
    private final OciClient client = OciClient.of(registry, layouts);
    private final FakeRepository tree = registry.at(PLACE);
    private final ImageManifest image = Sample.image("image", Sample.blob("a"));

    @AfterEach
    void close() {
        client.close();
    }

    private static Artifact five_files() {
        Artifact.Builder artifact = Artifact.builder().type("application/vnd.example");
        for (String name : List.of("a", "b", "c", "d", "e")) {
            artifact.file(name + ".txt", "text/plain", Sample.bytes(name));
            Sample.blob(name);
        }
        return artifact.build();
    }

    // ---- push

    @Test
    void a_push_checks_and_writes_each_blob_and_sets_each_tag() {
        CopyResult result = client.push(PLACE, five_files(), "latest", "stable");

        assertThat(tree.log("resolve", "put")).hasSize(4).startsWith("resolve v1");
        assertThat(tree.log("stat")).hasSize(5);
        assertThat(tree.log("write")).hasSize(6).contains("write empty");
        assertThat(result.tags()).containsExactly(V1, Tag.of("latest"), Tag.of("stable"));
        assertThat(tree.tagged().values()).containsOnly(result.root().digest());
    }

    @Test
    void a_repeated_push_is_one_request() {
        client.push(PLACE, five_files());
        tree.forget();

        CopyResult again = client.push(PLACE, five_files());

        assertThat(tree.log()).containsExactly("resolve v1");
        assertThat(again.copied().items()).isZero();
    }

    @Test
    void a_push_without_a_tag_is_stored_under_its_digest() {
        CopyResult result = client.push("oci-layout:dir", five_files());

        assertThat(layouts.at("oci-layout:dir").tagged()).isEmpty();
        assertThat(layouts.at("oci-layout:dir").has(result.root().digest())).isTrue();
    }

    @Test
    void a_push_to_a_digest_must_have_that_digest() {
        Descriptor pushed = client.push(PLACE, five_files()).root();
        Reference right = Reference.parse("localhost:5000/demo/other:v1@" + pushed.digest());
        Reference wrong = right.withDigest(image.digest());

        assertThat(client.at(right).push(five_files()).root()).isEqualTo(pushed);
        assertThat(registry.at("localhost:5000/demo/other").log("put")).hasSize(1);
        tree.forget();
        assertThatThrownBy(() -> client.at(wrong).push(five_files())).isInstanceOf(InvalidReferenceException.class);
        assertThat(tree.log()).isEmpty();
    }

    @Test
    void an_attached_artifact_refers_to_its_subject_and_has_no_tag() {
        tree.with("a").tagged("v1", image).referring();

        Descriptor attached = client.at(PLACE).attach(five_files()).root();

        assertThat(tree.tagged()).containsOnlyKeys(V1);
        assertThat(client.at(PLACE).referrers()).singleElement().satisfies(referrer -> {
            assertThat(referrer.digest()).isEqualTo(attached.digest());
            assertThat(referrer.artifactType()).contains("application/vnd.example");
        });
    }

    @Test
    void nothing_is_attached_to_a_missing_manifest() {
        assertThatThrownBy(() -> client.at(PLACE).attach(five_files()))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("localhost:5000/demo/tree: tag v1 not found");
    }

    // ---- pull

    @Test
    void a_pull_is_one_request_plus_one_per_wanted_file() {
        client.push(PLACE, five_files());
        tree.forget();
        FakeRepository directory = new FakeRepository("directory")
                .lenient()
                .selective(blob ->
                        blob.annotation("org.opencontainers.image.title").isPresent());

        CopyResult result = client.pull(PLACE, directory);

        assertThat(tree.log()).hasSize(6).startsWith("manifest v1");
        assertThat(tree.log("open")).hasSize(5);
        assertThat(directory.written()).hasSize(5);
        assertThat(result.copied().items()).isEqualTo(6);
    }

    @Test
    void an_artifact_can_be_inspected_before_it_is_pulled() {
        client.push(
                PLACE,
                Artifact.builder()
                        .config("application/vnd.example.config", Sample.bytes("config"))
                        .file("a.txt", "text/plain", Sample.bytes("a"))
                        .build());
        tree.forget();

        try (StoredArtifact artifact = client.at(PLACE).artifact()) {
            assertThat(artifact.layers()).hasSize(1);
            assertThat(artifact.manifest().artifactType()).contains("application/vnd.example.config");
            assertThat(tree.log()).containsExactly("manifest v1");
            assertThat(artifact.config()).isEqualTo(Sample.bytes("config"));
            assertThat(tree.log()).hasSize(2);
            assertThat(artifact.bytes(artifact.layer("a.txt").orElseThrow())).isEqualTo(Sample.bytes("a"));
            assertThat(artifact.layer("b.txt")).isEmpty();
        }
        assertThat(tree.closed()).isTrue();
    }

    @Test
    void a_pull_of_an_index_needs_a_platform() {
        tree.with("a").with(image).tagged("v1", Sample.index("index", Sample.on("linux/amd64", image)));
        CopyOptions amd64 = CopyOptions.builder()
                .platforms(List.of(Platform.parse("linux/amd64")))
                .build();

        try (StoredArtifact artifact = client.at(PLACE).with(amd64).artifact()) {
            assertThat(artifact.descriptor()).isEqualTo(image.descriptor());
        }
        assertThatThrownBy(() -> client.at(PLACE).artifact())
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining("is an index, not an artifact")
                .hasMessageContaining("choose a platform");
        assertThat(tree.closed()).isTrue();
    }

    // ---- copy

    @Test
    void a_copy_works_between_kinds_of_repositories() {
        tree.with("a").tagged("v1", image);

        client.copy(PLACE, "oci-layout:dir:carried");

        assertThat(layouts.at("oci-layout:dir").tagged()).containsExactly(Map.entry(Tag.of("carried"), image.digest()));
    }

    @Test
    void a_copy_of_a_layout_with_one_tag_need_not_name_it() {
        layouts.at("oci-layout:dir").with("a").tagged("only", image);

        assertThat(client.copy("oci-layout:dir", PLACE).root()).isEqualTo(image.descriptor());
    }

    @Test
    void a_layout_with_several_tags_needs_a_name_unless_one_is_latest() {
        FakeRepository layout =
                layouts.at("oci-layout:dir").with("a").tagged("one", image).tagged("two", image);

        assertThatThrownBy(() -> client.at("oci-layout:dir").resolve())
                .isInstanceOf(NotFoundException.class)
                .hasMessage("oci-layout:dir: the reference needs a tag: there is no tag latest; the tags are one, two;"
                        + " add one of them");
        layout.tagged("latest", image);
        assertThat(client.at("oci-layout:dir").resolve()).isEqualTo(image.descriptor());
    }

    @Test
    void a_copy_to_a_tag_with_a_digest_sets_the_tag_if_the_digest_is_right() {
        tree.with("a").tagged("v1", image);
        String other = "localhost:5000/demo/other:v2@";

        client.copy(PLACE, other + image.digest());

        assertThat(registry.at("localhost:5000/demo/other").tagged()).containsOnlyKeys(Tag.of("v2"));
        assertThatThrownBy(() -> client.copy(PLACE, other + Descriptor.empty().digest()))
                .isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    void all_tags_are_copied_and_shared_content_once() {
        ImageManifest other = Sample.image("other", Sample.blob("a"), Sample.blob("b"));
        tree.with("a", "b").tagged("v1", image).tagged("latest", image).tagged("v2", other);

        CopyResult result = client.at(PLACE).copyAllTagsTo("oci-layout:dir");

        FakeRepository layout = layouts.at("oci-layout:dir");
        assertThat(layout.tagged()).isEqualTo(tree.tagged());
        assertThat(layout.log("write")).containsExactlyInAnyOrder("write a", "write b", "write empty");
        assertThat(result.tags()).hasSize(3);
    }

    // ---- names

    @Test
    void a_reference_exists_or_not() {
        tree.tagged("v1", image);

        assertThat(client.at(PLACE).exists()).isTrue();
        assertThat(client.at("localhost:5000/demo/tree:v2").exists()).isFalse();
        assertThat(client.at("localhost:5000/demo/tree@" + image.digest()).exists())
                .isTrue();
        assertThat(client.at("localhost:5000/demo/tree:v2@" + Descriptor.empty().digest())
                        .exists())
                .isFalse();
    }

    @Test
    void existence_is_unknown_where_access_is_denied() {
        tree.before(call -> {
            throw new DeniedException(Problem.of("no"));
        });

        assertThatThrownBy(() -> client.at(PLACE).exists()).isInstanceOf(DeniedException.class);
    }

    @Test
    void a_layout_without_a_name_exists_if_it_has_a_tag() {
        FakeRepository layout = layouts.at("oci-layout:dir");

        assertThat(client.at("oci-layout:dir").exists()).isFalse();
        layout.tagged("one", image).tagged("two", image);
        assertThat(client.at("oci-layout:dir").exists()).isTrue();
        layout.before(call -> {
            throw new NotFoundException(Problem.of("no such layout"));
        });
        assertThat(client.at("oci-layout:dir").exists()).isFalse();
    }

    @Test
    void tags_are_added_with_one_read_and_one_write_each() {
        tree.with("a").tagged("v1", image);

        assertThat(client.at(PLACE).tag("v1.0", "latest")).isEqualTo(image.descriptor());

        assertThat(tree.log()).containsExactly("manifest v1", "put v1.0 = image", "put latest = image");
        assertThat(client.at(PLACE).tags()).containsExactly(Tag.of("latest"), V1, Tag.of("v1.0"));
    }

    @Test
    void referrers_of_a_digest_are_listed_without_resolving_it() {
        tree.referring();

        assertThat(client.at("localhost:5000/demo/tree@" + image.digest()).referrers())
                .isEmpty();
        assertThat(tree.log()).containsExactly("referrers image");
    }

    @Test
    void a_missing_capability_is_unsupported() {
        tree.tagged("v1", image);

        assertThatThrownBy(() -> client.at(PLACE).referrers())
                .isInstanceOf(UnsupportedException.class)
                .hasMessage("localhost:5000/demo/tree: no support for referrers");
        assertThatThrownBy(() -> client.repositories("localhost:5000")).isInstanceOf(UnsupportedException.class);
    }

    @Test
    void a_tag_is_removed_and_a_manifest_is_deleted_with_its_tags() {
        tree.tagged("v1", image).tagged("latest", image);

        client.at(PLACE).untag();
        assertThat(tree.tagged()).containsOnlyKeys(Tag.LATEST);

        assertThat(client.at("localhost:5000/demo/tree").delete()).isEqualTo(image.descriptor());
        assertThat(tree.tagged()).isEmpty();
    }

    @Test
    void a_tag_that_the_registry_keeps_when_its_manifest_is_deleted_is_removed_too() {
        tree.tagged("v1", image).after(call -> {
            if (call.startsWith("delete ")) {
                tree.tagged("v1", image);
            }
        });

        client.at(PLACE).delete();

        assertThat(tree.tagged()).isEmpty();
    }

    @Test
    void a_deletion_succeeds_even_if_the_registry_keeps_the_tag_and_removes_none() {
        tree.tagged("v1", image)
                .after(call -> {
                    if (call.startsWith("delete ")) {
                        tree.tagged("v1", image);
                    }
                })
                .before(call -> {
                    if (call.startsWith("untag ")) {
                        throw new UnsupportedException(Problem.of("removing a tag is not supported"));
                    }
                });

        assertThat(client.at(PLACE).delete()).isEqualTo(image.descriptor());
        assertThat(tree.tagged()).isNotEmpty();
    }

    @Test
    void a_tag_that_points_to_another_digest_than_the_reference_says_is_not_removed() {
        tree.tagged("v1", image);

        assertThatThrownBy(
                        () -> client.at(PLACE + "@" + Sample.blob("a").digest()).untag())
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("it points to " + image.digest());
        client.at(PLACE + "@" + image.digest()).untag();

        assertThat(tree.tagged()).isEmpty();
    }

    @Test
    void a_reference_without_a_tag_cannot_be_untagged() {
        assertThatThrownBy(() -> client.at("oci-layout:dir").untag())
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessage("oci-layout:dir has no tag; name the tag to remove");
    }

    @Test
    void a_blob_is_read_by_its_digest() {
        tree.with("a");
        String name = "localhost:5000/demo/tree@" + Sample.blob("a").digest();

        assertThat(new String(client.at(name).blob(), StandardCharsets.UTF_8)).isEqualTo("a");
        assertThatThrownBy(() -> client.at(PLACE).blob()).isInstanceOf(InvalidReferenceException.class);
    }

    // ---- deltas

    @Test
    void a_target_that_cannot_hold_a_delta_refuses_one() {
        tree.with("a").tagged("v1", image);
        ReferenceClient delta = client.at(PLACE)
                .with(CopyOptions.builder().missingFrom(Reference.parse(PLACE)).build());

        assertThatThrownBy(() -> delta.copyTo("oci-layout:dir"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("oci-archive:FILE:NAME");
        assertThatThrownBy(() -> delta.pull(client.open("oci-layout:dir")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_base_of_a_delta_must_exist() {
        tree.with("a").tagged("v1", image);
        for (String base : List.of("oci-layout:missing", "localhost:5000/demo/tree:v2")) {
            ReferenceClient delta = client.at(PLACE)
                    .with(CopyOptions.builder()
                            .missingFrom(Reference.parse(base))
                            .build());

            assertThatThrownBy(() -> delta.copyTo("oci-layout:dir"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("base of the delta");
        }
    }

    // ---- transports and threads

    @Test
    void an_unknown_scheme_lists_the_known_ones() {
        assertThatThrownBy(() -> client.open("memory:x"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessage("no transport for references with the scheme memory: this client has"
                        + " oci-archive, oci-layout, registry; add the transport to the client's builder");
    }

    @Test
    void each_transport_is_closed_once_though_one_fails() {
        FakeTransport two = new FakeTransport("one", "two");
        Transport broken = new Transport() {
            @Override
            public Set<String> schemes() {
                return Set.of("broken");
            }

            @Override
            public Repository open(Reference reference) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                throw new StorageException(Problem.of("cannot close"));
            }
        };
        FakeTransport last = new FakeTransport("last");
        OciClient closing = OciClient.of(two, broken, last);

        assertThatThrownBy(closing::close).hasMessage("cannot close");
        assertThat(two.closed()).isEqualTo(1);
        assertThat(last.closed()).isEqualTo(1);
    }

    @Test
    void later_failures_to_close_are_suppressed_exceptions() {
        OciClient closing = OciClient.of(
                new FakeTransport("a").failingToClose("first"), new FakeTransport("b").failingToClose("second"));

        assertThatThrownBy(closing::close)
                .hasMessage("first")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("second"));
    }

    @Test
    void its_own_threads_are_daemons() {
        Thread caller = Thread.currentThread();
        Set<Thread> others = ConcurrentHashMap.newKeySet();
        CountDownLatch helped = new CountDownLatch(1);
        tree.before(call -> {
            if (Thread.currentThread() != caller) {
                others.add(Thread.currentThread());
                helped.countDown();
            } else if (call.startsWith("stat")) {
                await(helped);
            }
        });

        client.push(PLACE, five_files());

        assertThat(others).isNotEmpty().allMatch(Thread::isDaemon);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_given_executor_is_used_and_not_shut_down() {
        ExecutorService own = Executors.newFixedThreadPool(2);
        OciClient given = OciClient.builder().transport(registry).executor(own).build();
        given.push(PLACE, five_files());
        given.close();

        assertThat(own.isShutdown()).isFalse();
        own.shutdownNow();
    }

    @Test
    void a_reference_without_a_name_means_the_only_tag() {
        layouts.at("oci-layout:dir").with("a").tagged("only", image);

        assertThat(client.at("oci-layout:dir").named()).hasToString("oci-layout:dir:only");
        assertThat(client.at(PLACE).named()).isEqualTo(Reference.parse(PLACE));
        assertThat(tree.log()).isEmpty();
    }

    // ---- what cannot work

    @Test
    void a_client_needs_a_transport() {
        assertThatThrownBy(OciClient::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a transport");
    }

    @Test
    void two_transports_for_one_scheme_are_refused() {
        assertThatThrownBy(() -> OciClient.of(registry, new FakeTransport(Reference.REGISTRY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two transports open references of the scheme registry");
    }

    @Test
    void a_closed_client_refuses_calls() {
        client.push(PLACE, five_files());
        ReferenceClient app = client.at(PLACE);
        client.close();

        assertThatThrownBy(app::exists)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the client was closed");
        assertThatThrownBy(() -> client.copy(PLACE, "oci-layout:dir:v1")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> client.open(PLACE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> client.repositories("localhost:5000")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void without_tags_nothing_is_called() {
        tree.with("a").tagged("v1", image);

        assertThatThrownBy(() -> client.at(PLACE).tag())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no tag to add");
        assertThat(tree.log()).isEmpty();
    }

    @Test
    void an_artifact_to_attach_needs_a_type() {
        tree.with("a").tagged("v1", image).referring();

        assertThatThrownBy(() -> client.at(PLACE)
                        .attach(Artifact.builder()
                                .file("a.txt", "text/plain", Sample.bytes("a"))
                                .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no type");
        assertThat(tree.log()).isEmpty();
    }

    @Test
    void a_pull_of_an_artifact_without_files_is_refused() {
        tree.with("a").tagged("v1", image);
        FakeRepository directory = new FakeRepository("directory").lenient().selective(blob -> false);

        assertThatThrownBy(() -> client.pull(PLACE, directory))
                .isInstanceOf(UnsupportedException.class)
                .hasMessage(
                        "localhost:5000/demo/tree@"
                                + image.digest()
                                + ": an artifact has no files to pull: none of its layers has a title; copy it to a layout or an archive, or read its layers one by one");
        assertThat(directory.log("put")).isEmpty();
    }

    @Test
    void a_reference_is_text_or_a_value_and_a_copy_has_options_of_its_own() {
        Reference from = Reference.parse(PLACE);
        client.at(from).push(five_files(), "stable");
        client.at(from).copyTo(Reference.parse("oci-layout:dir:v1"));
        client.copy(
                PLACE,
                "oci-layout:other:v1",
                CopyOptions.builder().concurrency(1).build());

        assertThat(tree.tagged()).containsOnlyKeys(V1, Tag.of("stable"));
        assertThat(layouts.at("oci-layout:dir").tagged()).containsKey(V1);
        assertThat(layouts.at("oci-layout:other").tagged()).containsKey(V1);
    }

    @Test
    void the_text_of_a_client_lists_its_schemes() {
        assertThat(client).hasToString("client of oci-archive, oci-layout, registry");
    }
}
