package dev.portolan.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyOptions;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnreachableException;
import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.FakeTransport;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.BlobFilter;
import dev.portolan.port.ContentCache;
import dev.portolan.port.Deletes;
import dev.portolan.port.Mounts;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import dev.portolan.port.TagCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CachingTransportTest {
    private static final Reference PLACE = Reference.parse("localhost:5000/demo/tree:v1");
    private static final Tag V1 = Tag.of("v1");

    private final FakeTransport registry = new FakeTransport(Reference.REGISTRY);
    private final FakeRepository tree = registry.at(PLACE.toString());
    private final MemoryContentCache contents = new MemoryContentCache(1 << 20);
    private final MemoryTagCache tags = new MemoryTagCache(Duration.ofHours(1));
    private final Repository cached = CachingTransport.builder(registry)
            .contentCache(contents)
            .tagCache(tags)
            .build()
            .open(PLACE);
    private final ImageManifest image = Sample.image("image", Sample.blob("abc"));
    private final ImageManifest other = Sample.image("other", Sample.blob("def"));

    @BeforeEach
    void push_an_image() {
        tree.with("abc", "def").tagged("v1", image);
    }

    @AfterEach
    void no_interrupt_is_left() {
        Thread.interrupted();
    }

    // ---- tags and manifests

    @Test
    void a_manifest_is_fetched_once_by_its_tag_and_then_by_neither_tag_nor_digest() {
        assertThat(cached.manifest(V1)).contains(image);
        assertThat(cached.manifest(V1)).contains(image);
        assertThat(cached.manifest(image.digest())).contains(image);

        assertThat(tree.log()).containsExactly("manifest v1");
        assertThat(cached.manifest(V1).orElseThrow().bytes()).isEqualTo(image.bytes());
    }

    @Test
    void a_manifest_is_fetched_once_by_its_digest() {
        assertThat(cached.manifest(image.digest())).contains(image);
        assertThat(cached.manifest(image.digest())).contains(image);

        assertThat(tree.log()).containsExactly("manifest image");
    }

    @Test
    void missing_content_is_requested_each_time() {
        assertThat(cached.manifest(Tag.of("v2"))).isEmpty();
        assertThat(cached.manifest(Tag.of("v2"))).isEmpty();
        assertThat(cached.manifest(other.digest())).isEmpty();
        assertThat(cached.manifest(other.digest())).isEmpty();

        assertThat(tree.log()).hasSize(4);
    }

    @Test
    void a_tag_moved_by_others_is_noticed_when_its_entry_expires() {
        MemoryTagCache short_lived = new MemoryTagCache(Duration.ZERO);
        Repository repository = CachingTransport.builder(registry)
                .contentCache(contents)
                .tagCache(short_lived)
                .build()
                .open(PLACE);
        cached.manifest(V1);
        repository.manifest(V1);
        tree.tagged("v1", other);

        assertThat(cached.manifest(V1)).contains(image);
        assertThat(repository.manifest(V1)).contains(other);
    }

    @Test
    void resolving_always_asks_and_the_answer_is_cached() {
        cached.manifest(V1);
        tree.tagged("v1", other);

        assertThat(cached.resolve(V1)).contains(other.descriptor());
        assertThat(cached.manifest(V1)).contains(other);
        assertThat(tree.log()).containsExactly("manifest v1", "resolve v1", "manifest other");
    }

    @Test
    void resolving_a_deleted_tag_removes_it_from_the_cache() {
        cached.manifest(V1);
        tree.untag(V1);

        assertThat(cached.resolve(V1)).isEmpty();
        assertThat(cached.manifest(V1)).isEmpty();
    }

    @Test
    void setting_a_tag_is_seen_at_once() {
        cached.manifest(V1);

        cached.put(V1, other);

        assertThat(cached.manifest(V1)).contains(other);
        assertThat(tree.log()).containsExactly("manifest v1", "put v1 = other");
    }

    @Test
    void adding_tags_asks_the_registry_and_is_seen_at_once() {
        cached.manifest(V1);
        tree.tagged("v1", other);

        assertThat(cached.tag(V1, List.of(Tag.LATEST, Tag.of("v2")))).isEqualTo(other.descriptor());

        assertThat(cached.manifest(Tag.LATEST)).contains(other);
        assertThat(tree.tagged()).containsEntry(Tag.LATEST, other.digest());
    }

    @Test
    void after_a_failed_write_a_tag_is_not_cached() {
        cached.manifest(V1);
        tree.after(call -> {
            if (call.startsWith("put")) {
                throw new UnreachableException(Problem.of("the answer was lost"));
            }
        });

        assertThatThrownBy(() -> cached.put(V1, other)).isInstanceOf(UnreachableException.class);
        assertThat(cached.manifest(V1)).contains(other);
    }

    @Test
    void a_tag_set_during_a_read_does_not_cache_its_old_value() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch set = new CountDownLatch(1);
        tree.after(call -> {
            if (call.equals("manifest v1") && set.getCount() > 0) {
                read.countDown();
                await(set);
            }
        });
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Optional<Manifest>> before = thread.submit(() -> cached.manifest(V1));
        await(read);
        cached.put(V1, other);
        set.countDown();

        assertThat(before.get(30, TimeUnit.SECONDS)).contains(image);
        assertThat(cached.manifest(V1)).contains(other);
        thread.shutdownNow();
    }

    @Test
    void removing_a_tag_is_seen_at_once() {
        cached.manifest(V1);

        cached.capability(Deletes.class).orElseThrow().untag(V1);

        assertThat(cached.manifest(V1)).isEmpty();
    }

    @Test
    void deleting_a_manifest_removes_its_tags_from_the_cache() {
        cached.manifest(V1);

        cached.capability(Deletes.class).orElseThrow().deleteManifest(image.digest());

        assertThat(cached.manifest(V1)).isEmpty();
        assertThat(cached.manifest(image.digest())).isEmpty();
    }

    @Test
    void a_manifest_that_is_gone_is_resolved_again_by_its_tag() {
        tags.put(cached.name(), V1, other.descriptor());

        assertThat(cached.manifest(V1)).contains(image);
        assertThat(tree.log()).containsExactly("manifest other", "manifest v1");
    }

    @Test
    void a_damaged_entry_of_a_tag_is_replaced() {
        tags.put(cached.name(), V1, image.descriptor().withMediaType("application/damaged"));

        assertThat(cached.manifest(V1)).contains(image);
        tree.forget();
        assertThat(cached.manifest(V1)).contains(image);
        assertThat(tree.log()).isEmpty();
    }

    @Test
    void a_pushed_manifest_is_not_fetched() {
        cached.put(Tag.LATEST, image);
        tree.forget();

        assertThat(cached.manifest(image.digest())).contains(image);
        assertThat(cached.manifest(Tag.LATEST)).contains(image);
        assertThat(tree.log()).isEmpty();
    }

    @Test
    void a_docker_manifest_keeps_its_media_type() {
        ImageManifest docker = Sample.image(
                "docker", ImageManifest.builder().mediaType("application/vnd.docker.distribution.manifest.v2+json"));
        tree.tagged("docker", docker);
        cached.manifest(Tag.of("docker"));

        assertThat(cached.manifest(Tag.of("docker")).orElseThrow().descriptor()).isEqualTo(docker.descriptor());
        assertThat(tree.log()).hasSize(1);
    }

    // ---- blobs

    private byte[] read(Descriptor blob) throws IOException {
        return cached.open(blob).readAllBytes();
    }

    @Test
    void a_blob_is_fetched_once_however_it_is_read() throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        cached.read(Sample.blob("abc"), buffer -> {
            while (buffer.hasRemaining()) {
                taken.write(buffer.get());
            }
        });

        assertThat(taken.toByteArray()).isEqualTo(Sample.bytes("abc"));
        assertThat(read(Sample.blob("abc"))).isEqualTo(Sample.bytes("abc"));
        assertThat(cached.content(Sample.blob("abc")).open().readAllBytes()).isEqualTo(Sample.bytes("abc"));
        assertThat(cached.open(Sample.blob("abc"), new ByteRange(1, 1)).readAllBytes())
                .isEqualTo(Sample.bytes("b"));
        assertThat(tree.log()).containsExactly("open abc");
    }

    @Test
    void a_range_of_an_uncached_blob_is_fetched_by_itself() throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();

        cached.read(Sample.blob("abc"), new ByteRange(1, 1), buffer -> taken.write(buffer.get()));
        cached.open(Sample.blob("abc"), new ByteRange(0, 2)).readAllBytes();

        assertThat(taken.toByteArray()).isEqualTo(Sample.bytes("b"));
        assertThat(tree.log()).containsExactly("range abc", "range abc");
    }

    @Test
    void a_blob_that_is_too_large_is_fetched_each_time() throws IOException {
        Repository small = CachingTransport.builder(registry)
                .contentCache(contents)
                .maxBlobSize(2)
                .build()
                .open(PLACE);

        small.open(Sample.blob("abc")).readAllBytes();
        small.open(Sample.blob("abc")).readAllBytes();

        assertThat(tree.log()).containsExactly("open abc", "open abc");
    }

    @Test
    void a_blob_that_does_not_fit_the_cache_is_fetched_each_time() throws IOException {
        Repository full = CachingTransport.builder(registry)
                .contentCache(new MemoryContentCache(10))
                .build()
                .open(PLACE);

        assertThat(full.open(Sample.blob("abc")).readAllBytes()).isEqualTo(Sample.bytes("abc"));
        full.open(Sample.blob("abc")).readAllBytes();

        assertThat(tree.log()).containsExactly("open abc", "open abc");
    }

    @Test
    void a_damaged_blob_is_neither_cached_nor_returned() {
        Descriptor lie = Descriptor.of("application/x", Sample.blob("abc").digest(), 2);

        assertThatThrownBy(() -> cached.open(lie)).isInstanceOf(ContentMismatchException.class);
        assertThat(contents.stat(lie.digest())).isEmpty();
    }

    @Test
    void the_existence_of_a_blob_is_always_checked() throws IOException {
        read(Sample.blob("abc"));
        tree.without(Sample.blob("abc").digest());

        assertThat(cached.stat(Sample.blob("abc").digest())).isEmpty();
    }

    @Test
    void a_broken_cache_costs_only_speed() throws IOException {
        ContentCache broken = new ContentCache() {
            @Override
            public Optional<Content> get(Descriptor descriptor) {
                return Optional.empty();
            }

            @Override
            public void put(Descriptor descriptor, Content content) {
                throw new StorageException(Problem.of("disk full"));
            }

            @Override
            public void remove(Descriptor descriptor) {}
        };
        Repository repository = CachingTransport.builder(registry)
                .contentCache(broken)
                .tagCache(tags)
                .build()
                .open(PLACE);

        assertThat(repository.manifest(V1)).contains(image);
        assertThat(repository.manifest(V1)).contains(image);
        assertThat(repository.open(Sample.blob("abc")).readAllBytes()).isEqualTo(Sample.bytes("abc"));
        assertThat(tree.log()).containsExactly("manifest v1", "manifest image", "open abc");
    }

    @Test
    void caches_that_throw_cost_only_speed() throws IOException {
        StorageException broken = new StorageException(Problem.of("no permission"));
        ContentCache contents = new ContentCache() {
            @Override
            public Optional<Descriptor> stat(Digest digest) {
                throw broken;
            }

            @Override
            public Optional<Content> get(Descriptor descriptor) {
                throw broken;
            }

            @Override
            public void put(Descriptor descriptor, Content content) {
                throw broken;
            }

            @Override
            public void remove(Descriptor descriptor) {
                throw broken;
            }
        };
        TagCache names = new TagCache() {
            @Override
            public Optional<Descriptor> get(String repository, Tag tag) {
                throw broken;
            }

            @Override
            public void put(String repository, Tag tag, Descriptor manifest) {
                throw broken;
            }

            @Override
            public void remove(String repository, Tag tag) {
                throw broken;
            }
        };
        Repository repository = CachingTransport.builder(registry)
                .contentCache(contents)
                .tagCache(names)
                .build()
                .open(PLACE);

        assertThat(repository.manifest(V1)).contains(image);
        assertThat(repository.manifest(image.digest())).contains(image);
        assertThat(repository.open(Sample.blob("abc")).readAllBytes()).isEqualTo(Sample.bytes("abc"));
        assertThat(repository.open(Sample.blob("abc"), new ByteRange(1, 1)).readAllBytes())
                .isEqualTo(Sample.bytes("b"));
        repository.put(V1, image);
        repository.capability(Deletes.class).ifPresent(deletes -> deletes.deleteManifest(image.digest()));
    }

    @Test
    void a_blob_that_is_evicted_before_it_is_read_is_fetched_again() throws IOException {
        ContentCache evicting = new ContentCache() {
            @Override
            public Optional<Content> get(Descriptor descriptor) {
                return Optional.of(() -> {
                    throw new IOException("no such file");
                });
            }

            @Override
            public void put(Descriptor descriptor, Content content) {}

            @Override
            public void remove(Descriptor descriptor) {}
        };
        Repository repository = CachingTransport.builder(registry)
                .contentCache(evicting)
                .build()
                .open(PLACE);
        Descriptor blob = Sample.blob("abc");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ByteArrayOutputStream part = new ByteArrayOutputStream();

        repository.read(blob, into(read));
        repository.read(blob, new ByteRange(1, 1), into(part));

        assertThat(read.toByteArray()).isEqualTo(Sample.bytes("abc"));
        assertThat(part.toByteArray()).isEqualTo(Sample.bytes("b"));
        assertThat(repository.open(blob).readAllBytes()).isEqualTo(Sample.bytes("abc"));
        assertThat(repository.open(blob, new ByteRange(1, 1)).readAllBytes()).isEqualTo(Sample.bytes("b"));
    }

    private static BlobSink into(ByteArrayOutputStream bytes) {
        return buffer -> {
            while (buffer.hasRemaining()) {
                bytes.write(buffer.get());
            }
        };
    }

    @Test
    void a_manifest_that_is_damaged_in_the_cache_is_dropped_and_fetched_again() {
        AtomicBoolean removed = new AtomicBoolean();
        ContentCache damaged = new ContentCache() {
            @Override
            public Optional<Descriptor> stat(Digest digest) {
                return removed.get() ? Optional.empty() : Optional.of(image.descriptor());
            }

            @Override
            public Optional<Content> get(Descriptor descriptor) {
                return Optional.of(Content.of(Sample.bytes("{}")));
            }

            @Override
            public void put(Descriptor descriptor, Content content) {}

            @Override
            public void remove(Descriptor descriptor) {
                removed.set(true);
            }
        };
        Repository repository =
                CachingTransport.builder(registry).contentCache(damaged).build().open(PLACE);

        assertThat(repository.manifest(image.digest())).contains(image);
        assertThat(removed).isTrue();
        assertThat(tree.log()).containsExactly("manifest image");
    }

    // ---- many at once

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(Problem.of("given up"));
        }
    }

    @Test
    void concurrent_readers_fetch_the_same_content_once() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        tree.before(call -> await(first));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<byte[]>> blobs = new ArrayList<>();
        List<Future<Optional<Manifest>>> manifests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            blobs.add(threads.submit(() -> read(Sample.blob("abc"))));
            manifests.add(threads.submit(() -> cached.manifest(V1)));
        }
        first.countDown();

        for (Future<byte[]> blob : blobs) {
            assertThat(blob.get(30, TimeUnit.SECONDS)).isEqualTo(Sample.bytes("abc"));
        }
        for (Future<Optional<Manifest>> manifest : manifests) {
            assertThat(manifest.get(30, TimeUnit.SECONDS)).contains(image);
        }
        assertThat(tree.log()).containsExactlyInAnyOrder("open abc", "manifest v1");
        threads.shutdownNow();
    }

    @Test
    void if_the_first_reader_is_cancelled_the_next_one_tries() throws Exception {
        CountDownLatch failing = new CountDownLatch(1);
        AtomicBoolean failed = new AtomicBoolean();
        tree.before(call -> {
            if (failed.compareAndSet(false, true)) {
                await(failing);
                throw new CancelledException(Problem.of("no"));
            }
        });
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<byte[]>> blobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            blobs.add(threads.submit(() -> read(Sample.blob("abc"))));
        }
        failing.countDown();

        int good = 0;
        for (Future<byte[]> blob : blobs) {
            try {
                assertThat(blob.get(30, TimeUnit.SECONDS)).isEqualTo(Sample.bytes("abc"));
                good++;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(CancelledException.class);
            }
        }
        assertThat(good).isEqualTo(3);
        assertThat(tree.log()).containsExactly("open abc", "open abc");
        threads.shutdownNow();
    }

    @Test
    void a_waiting_reader_can_be_interrupted() throws Exception {
        CountDownLatch fetching = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        tree.before(call -> {
            fetching.countDown();
            await(release);
        });
        ExecutorService threads = Executors.newFixedThreadPool(1);
        Future<byte[]> first = threads.submit(() -> read(Sample.blob("abc")));
        await(fetching);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> read(Sample.blob("abc"))).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        release.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(Sample.bytes("abc"));
        threads.shutdownNow();
    }

    // ---- past the caches

    @Test
    void fresh_bypasses_the_caches_and_refreshes_them() throws IOException {
        cached.manifest(V1);
        read(Sample.blob("abc"));
        tree.forget().tagged("v1", other);
        Repository fresh = cached.capability(Cached.class).orElseThrow().fresh();

        assertThat(fresh.manifest(V1)).contains(other);
        assertThat(fresh.manifest(other.digest())).contains(other);
        fresh.open(Sample.blob("abc")).readAllBytes();
        fresh.open(Sample.blob("abc"), new ByteRange(0, 1)).readAllBytes();
        assertThat(tree.log()).containsExactly("manifest v1", "manifest other", "open abc", "range abc");
        assertThat(cached.manifest(V1)).contains(other);
        assertThat(tree.log()).hasSize(4);
    }

    // ---- what passes through

    @Test
    void capabilities_are_those_of_the_wrapped_repository() {
        FakeRepository plain = registry.at("localhost:5000/demo/plain");
        tree.referring().mountingFrom(plain, blob -> true);

        assertThat(cached.capability(Referrers.class)).isPresent();
        assertThat(cached.capability(BlobFilter.class)).isEmpty();
    }

    @Test
    void blobs_are_mounted_between_two_cached_repositories() {
        FakeRepository from = registry.at("localhost:5000/demo/from").with("xyz");
        tree.mountingFrom(from, blob -> true);
        CachingTransport transport =
                CachingTransport.builder(registry).contentCache(contents).build();
        Repository source = transport.open(Reference.parse("localhost:5000/demo/from"));
        Mounts mounts = transport.open(PLACE).capability(Mounts.class).orElseThrow();

        assertThat(mounts.canMountFrom(source)).isTrue();
        assertThat(mounts.mountOrWrite(Sample.blob("xyz"), source, Content.of(Sample.bytes("xyz"))))
                .isTrue();
        assertThat(mounts.canMountFrom(transport.open(PLACE))).isFalse();
    }

    @Test
    void writes_and_close_reach_the_wrapped_repository() {
        cached.write(Sample.blob("new"), Content.of(Sample.bytes("new")));
        cached.write("application/x", Content.of(Sample.bytes("streamed")));
        cached.close();

        assertThat(tree.hasBlob("new")).isTrue();
        assertThat(tree.hasBlob("streamed")).isTrue();
        assertThat(tree.closed()).isTrue();
        assertThat(cached.name()).isEqualTo("localhost:5000/demo/tree");
        try (Stream<Tag> all = cached.tags()) {
            assertThat(all).containsExactly(V1);
        }
    }

    // ---- in a client

    private OciClient client() {
        return OciClient.builder()
                .transport(registry)
                .transport(new FakeTransport(Reference.OCI_LAYOUT))
                .contentCache(contents)
                .tagCache(tags)
                .build();
    }

    private FakeRepository directory() {
        return new FakeRepository("directory").lenient().selective(blob -> true);
    }

    @Test
    void with_caches_a_second_pull_sends_no_request() {
        try (OciClient client = client()) {
            client.pull(PLACE.toString(), directory());
            tree.forget();
            FakeRepository second = directory();

            client.pull(PLACE.toString(), second);

            assertThat(second.hasBlob("abc")).isTrue();
            assertThat(tree.log()).isEmpty();
        }
    }

    @Test
    void a_client_can_skip_the_caches() {
        CopyOptions skipping = CopyOptions.builder().skipCaches(true).build();
        try (OciClient client = client()) {
            client.pull(PLACE.toString(), directory());
            tree.forget().tagged("v1", other);

            assertThat(client.at(PLACE).with(skipping).pull(directory()).root()).isEqualTo(other.descriptor());
            assertThat(tree.log()).contains("manifest v1", "open def");
        }
    }

    @Test
    void a_push_checks_the_registry_and_not_the_cache() {
        Artifact artifact =
                Artifact.builder().file("a", "text/plain", Sample.bytes("a")).build();
        try (OciClient client = client()) {
            Descriptor pushed = client.push(PLACE.toString(), artifact).root();
            tree.tagged("v1", other); // by somebody else

            client.push(PLACE.toString(), artifact);

            assertThat(tree.tagged()).containsEntry(V1, pushed.digest());
        }
    }

    @Test
    void only_registries_are_cached_and_transports_closed_once() {
        FakeTransport layouts = new FakeTransport(Reference.OCI_LAYOUT);
        try (OciClient client = OciClient.builder()
                .transport(registry)
                .transport(layouts)
                .contentCache(contents)
                .build()) {
            assertThat(client.open(PLACE).capability(Cached.class)).isPresent();
            assertThat(client.open("oci-layout:dir").capability(Cached.class)).isEmpty();
        }
        assertThat(registry.closed()).isEqualTo(1);
        assertThat(layouts.closed()).isEqualTo(1);
    }

    @Test
    void content_missing_in_the_registry_is_not_found() {
        assertThatThrownBy(() -> read(Sample.blob("missing"))).isInstanceOf(NotFoundException.class);
    }
}
