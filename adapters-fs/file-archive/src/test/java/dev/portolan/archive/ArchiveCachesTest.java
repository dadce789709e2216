package dev.portolan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.archive.cache.CacheStatistics;
import dev.portolan.archive.cache.DiskBlockCache;
import dev.portolan.archive.cache.MemoryBlockCache;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.cache.MemoryContentCache;
import dev.portolan.cache.MemoryTagCache;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.port.ContentCache;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveCachesTest {
    private final Fixture fixture = new Fixture();
    private final RecordingRepository repository = fixture.repository;

    @TempDir
    Path temporary;

    private static ContentCache memory() {
        return new MemoryContentCache(64 << 20);
    }

    private FileArchivesBuilder allCaches() {
        return fixture.archives(Fixture::inMemory).contentCache(memory()).blockCache(new MemoryBlockCache(1 << 20));
    }

    // ---- each cache removes the request that it is for

    @Test
    void without_caches_every_read_sends_its_requests_again() {
        FileArchives archives = fixture.golden("none").archives().build();
        readTwice(archives);
        assertThat(repository.requests()).hasSize(3);
    }

    @Test
    void the_clients_caches_save_the_request_for_the_manifest() {
        FileArchives archives = fixture.golden("none")
                .archives(caches -> Fixture.inMemory(caches).maxBlobSize(0))
                .build();
        readTwice(archives);
        assertThat(repository.requests()).hasSize(2).noneMatch(request -> request.startsWith("manifest"));
    }

    @Test
    void the_clients_content_cache_saves_the_request_for_the_index() {
        FileArchives archives = fixture.golden("none")
                .archives(caches -> caches.contentCache(memory()))
                .build();
        readTwice(archives);
        assertThat(repository.requests()).hasSize(2).noneMatch(request -> request.equals("blob"));
    }

    @Test
    void the_content_cache_saves_the_request_for_the_file() {
        FileArchives archives =
                fixture.golden("none").archives().contentCache(memory()).build();
        readTwice(archives);
        assertThat(repository.requests()).hasSize(2).noneMatch(request -> request.startsWith("range"));
    }

    @Test
    void the_block_cache_saves_the_request_for_a_neighbour() {
        FileArchives archives = fixture.golden("none")
                .archives()
                .blockCache(new MemoryBlockCache(1 << 20))
                .build();
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            repository.forget();
            assertThat(archive.readString("a.txt")).isEqualTo("hello\n");
            assertThat(archive.readString("run.sh")).startsWith("#!/bin/sh");
            assertThat(archive.readString("a/x")).isEqualTo("inside a\n");
            assertThat(repository.requests()).containsExactly("range 0+65536");
        }
    }

    @Test
    void a_file_costs_one_request_with_a_cached_index_and_none_with_cached_content() {
        FileArchives archives = fixture.golden("none")
                .archives(Fixture::inMemory)
                .contentCache(memory())
                .build();
        archives.pull(Fixture.PLACE).close();
        repository.forget();
        read(archives, "a.txt");
        assertThat(repository.requests()).hasSize(1).allMatch(request -> request.startsWith("range"));
        repository.forget();
        read(archives, "a.txt");
        assertThat(repository.requests()).isEmpty();
    }

    @Test
    void a_manifest_that_is_requested_by_digest_is_cached_too() {
        FileArchives archives = allCaches().build();
        fixture.golden("none");
        Reference digest = Reference.parse("registry.example.com/demo/tree@"
                + archives.fetch(Fixture.PLACE).digest());
        repository.forget();
        archives.fetch(digest);
        archives.fetch(digest);
        assertThat(repository.requests()).isEmpty();
    }

    // ---- files, shared and large

    @Test
    void archives_share_the_cached_content_of_equal_files() {
        FileArchives archives = allCaches().build();
        Fixture other = new Fixture();
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", "the same text", "b", "x"));
        other.push(
                temporary, ArchivePacker.builder().compression(Compression.ZSTD), Fixture.files("c", "the same text"));
        read(archives, "a");
        try (FileArchive archive = archives.pull(other.repository, Fixture.V1, fresh())) {
            assertThat(archive.readString("c")).isEqualTo("the same text");
        }
        assertThat(other.repository.ranges()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 10, 1 << 20, 64 << 20})
    void a_large_file_is_read_once_whether_the_cache_has_room_for_it_or_not(long cacheSize) throws IOException {
        Map<String, byte[]> files = Fixture.tree(0);
        fixture.push(temporary, ArchivePacker.builder().compression(Compression.ZSTD), files);
        FileArchives archives = fixture.archives()
                .contentCache(new MemoryContentCache(cacheSize))
                .build();
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            repository.forget();
            assertThat(archive.read("large/noise")).isEqualTo(files.get("large/noise"));
            assertThat(repository.requests()).hasSize(1);
            assertThat(archive.read("large/noise")).isEqualTo(files.get("large/noise"));
            assertThat(repository.requests()).hasSize(cacheSize < 32 << 20 ? 2 : 1);
        }
    }

    @Test
    void a_directory_is_cached_with_one_range_request() {
        FileArchives archives =
                fixture.golden("zstd").archives().contentCache(memory()).build();
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            repository.forget();
            archive.prefetch("");
            assertThat(repository.requests()).hasSize(1);
            GoldenArchives.FILES.forEach(
                    file -> assertThat(archive.read(file.path())).hasSize(file.size()));
            archive.prefetch("src");
            assertThat(repository.requests()).hasSize(1);
        }
    }

    @Test
    void ranges_leave_out_cached_files() throws IOException {
        FileArchives archives =
                fixture.golden("none").archives().contentCache(memory()).build();
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            archive.read("src/main/big.txt");
            repository.forget();
            List<String> paths = new ArrayList<>();
            archive.readDirectory("", (file, content) -> {
                assertThat(content.readAllBytes()).hasSize((int) file.size());
                paths.add(file.path());
            });
            assertThat(paths).hasSize(9);
            assertThat(repository.bytes()).isEqualTo(170967 - 150890);
        }
    }

    @Test
    void many_readers_of_one_file_make_one_request() throws Exception {
        FileArchives archives =
                fixture.golden("none").archives().contentCache(memory()).build();
        List<Thread> threads = new ArrayList<>();
        AtomicInteger read = new AtomicInteger();
        AtomicInteger asking = new AtomicInteger();
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            repository.forget();
            for (int i = 0; i < 8; i++) {
                threads.add(new Thread(() -> read.addAndGet(archive.read("src/main/big.txt").length)));
            }
            repository.beforeRange(() -> {
                asking.incrementAndGet();
                while (asking.get() + waiting(threads) < threads.size()) {
                    Thread.onSpinWait(); // until all of them want the file
                }
            });
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(read.get()).isEqualTo(8 * 150890);
            assertThat(repository.requests()).hasSize(1);
        }
    }

    private static long waiting(List<Thread> threads) {
        return threads.stream()
                .filter(thread -> thread.getState() == Thread.State.WAITING)
                .count();
    }

    // ---- tags

    @Test
    @Timeout(60)
    void a_file_that_fails_in_one_archive_is_read_from_another() {
        Fixture other =
                new Fixture().push(temporary, ArchivePacker.builder(), Fixture.files("a", "same", "b", "other"));
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", "same"));
        PullOptions options = PullOptions.defaults();
        try (FileArchives archives = fixture.archives()
                        .contentCache(new MemoryContentCache(0))
                        .build();
                FileArchive failing = archives.pull(fixture.repository, Fixture.V1, options);
                FileArchive good = archives.pull(other.repository, Fixture.V1, options)) {
            fixture.repository.beforeRange(() -> {
                assertThat(CompletableFuture.supplyAsync(() -> good.readString("a")))
                        .succeedsWithin(Duration.ofSeconds(30))
                        .isEqualTo("same");
                throw new NotFoundException(Problem.of("gone"));
            });
            assertThatThrownBy(() -> failing.read("a")).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void an_expired_tag_is_resolved_again() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        FileArchives archives = fixture.golden("none")
                .archives(caches -> caches.tagCache(new MemoryTagCache(Duration.ofMinutes(5), now::get))
                        .contentCache(memory()))
                .build();
        archives.fetch(Fixture.PLACE);
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(4)));
        archives.fetch(Fixture.PLACE);
        assertThat(repository.requests()).hasSize(1);
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
        archives.fetch(Fixture.PLACE);
        assertThat(repository.requests()).hasSize(2);
    }

    @Test
    void fresh_asks_the_registry_and_updates_the_caches() {
        FileArchives archives = allCaches().build();
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", "old"));
        assertThat(read(archives, "a")).isEqualTo("old");
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", "new"));
        assertThat(read(archives, "a")).isEqualTo("old");
        try (FileArchive archive = archives.pull(Fixture.PLACE, fresh())) {
            assertThat(archive.readString("a")).isEqualTo("new");
        }
        assertThat(repository.requests()).contains("manifest v1", "blob");
        assertThat(read(archives, "a")).isEqualTo("new");
        assertThat(archives.fetch(Fixture.PLACE, fresh()).digest())
                .isEqualTo(archives.fetch(Fixture.PLACE).digest());
    }

    @Test
    void push_and_tag_update_the_tag_cache() {
        FileArchives archives = allCaches().build();
        Digest first = push(archives, "one");
        assertThat(archives.fetch(Fixture.PLACE).digest()).isEqualTo(first);
        Digest second = push(archives, "two");
        repository.forget();
        assertThat(archives.fetch(Fixture.PLACE).digest()).isEqualTo(second);
        assertThat(repository.requests()).doesNotContain("manifest v1"); // what it names is remembered from the push
        archives.tag(Fixture.PLACE, first);
        assertThat(archives.fetch(Fixture.PLACE).digest()).isEqualTo(first);
        assertThat(read(archives, "a")).isEqualTo("one");
        assertThat(repository.requests()).doesNotContain("manifest v1");
    }

    private Digest push(FileArchives archives, String text) {
        return archives.push(Fixture.PLACE, Fixture.pack(temporary, ArchivePacker.builder(), Fixture.files("a", text)))
                .root()
                .digest();
    }

    // ---- damage

    @Test
    void a_damaged_file_in_the_cache_is_dropped_and_fetched_again() {
        DamagedCache contents = new DamagedCache();
        FileArchives archives =
                fixture.golden("none").archives().contentCache(contents).build();
        assertThat(read(archives, "a.txt")).isEqualTo("hello\n");
        assertThat(read(archives, "a.txt")).isEqualTo("hello\n");
        assertThat(repository.ranges()).hasSize(2);
        assertThat(contents.removed).isEqualTo(1);
    }

    @Test
    void a_damaged_index_in_the_clients_cache_is_fetched_again() {
        FileArchives archives = fixture.golden("none")
                .archives(caches -> caches.contentCache(new DamagedCache()))
                .build();
        assertThat(read(archives, "a.txt")).isEqualTo("hello\n");
        repository.forget();
        assertThat(read(archives, "a.txt")).isEqualTo("hello\n");
        assertThat(repository.requests()).containsOnlyOnce("blob");
    }

    @Test
    void a_cache_that_cannot_be_read_is_no_reason_to_fail() {
        ContentCache broken = new ContentCache() {
            @Override
            public Optional<Content> get(Descriptor descriptor) {
                throw new StorageException(Problem.of("permission denied"));
            }

            @Override
            public void put(Descriptor descriptor, Content content) {}

            @Override
            public void remove(Descriptor descriptor) {
                throw new StorageException(Problem.of("permission denied"));
            }
        };
        FileArchives archives =
                fixture.golden("none").archives().contentCache(broken).build();
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            assertThat(archive.readString("a.txt")).isEqualTo("hello\n");
            archive.prefetch("a");
        }
    }

    @Test
    void a_cache_that_stores_nothing_fails_no_read() {
        ContentCache full = new ContentCache() {
            @Override
            public Optional<Content> get(Descriptor descriptor) {
                return Optional.empty();
            }

            @Override
            public void put(Descriptor descriptor, Content content) {
                throw new StorageException(Problem.of("the disk is full"));
            }

            @Override
            public void remove(Descriptor descriptor) {}
        };
        FileArchives archives = fixture.golden("none")
                .archives(caches -> caches.contentCache(full))
                .contentCache(full)
                .build();
        assertThat(read(archives, "src/main/big.txt")).hasSize(150890);
    }

    @Test
    void damaged_blocks_are_dropped_and_fetched_again() {
        MemoryBlockCache blocks = new MemoryBlockCache(1 << 20);
        FileArchives archives =
                fixture.golden("none").archives().blockCache(blocks).build();
        blocks.put(GoldenArchives.dataDescriptor("none").digest(), 0, new byte[blocks.blockSize()]);
        assertThat(read(archives, "a.txt")).isEqualTo("hello\n");
        assertThat(repository.ranges()).hasSize(1);
    }

    // ---- blocks

    @Test
    void random_access_fetches_whole_blocks_and_each_once() throws IOException {
        byte[] noise = Fixture.noise(1_000_000);
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", "x", "b", noise));
        FileArchives archives = fixture.archives()
                .blockCache(new MemoryBlockCache(1 << 20, 4096))
                .build();
        try (FileArchive archive = archives.pull(Fixture.PLACE);
                SeekableByteChannel channel = archive.openUnverified("b")) {
            repository.forget();
            for (int position : new int[] {100, 5000, 4000, 200, 999_000, 999_990}) {
                ByteBuffer part = ByteBuffer.allocate(500);
                int n = channel.position(position).read(part);
                assertThat(Arrays.copyOf(part.array(), n))
                        .isEqualTo(Arrays.copyOfRange(noise, position, Math.min(position + 500, noise.length)));
            }
            assertThat(repository.requests()).containsExactly("range 0+4096", "range 4096+4096", "range 995328+4673");
        }
    }

    @Test
    void a_large_read_bypasses_the_block_cache() {
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("b", Fixture.noise(100_000)));
        FileArchives archives = fixture.archives()
                .blockCache(new MemoryBlockCache(1 << 20, 4096))
                .build();
        read(archives, "b");
        assertThat(repository.ranges()).containsExactly("range 0+100000");
    }

    @Test
    void blocks_on_disk_survive_and_damaged_ones_are_dropped() throws IOException {
        Digest data = Digest.sha256(new byte[1]);
        DiskBlockCache cache = new DiskBlockCache(temporary.resolve("blocks"), 1 << 20, 4096);
        cache.put(data, 7, new byte[] {1, 2, 3});
        DiskBlockCache again = new DiskBlockCache(temporary.resolve("blocks"), 1 << 20, 4096);
        assertThat(again.get(data, 7))
                .hasValueSatisfying(block -> assertThat(block).containsExactly(1, 2, 3));
        assertThat(again.get(data, 8)).isEmpty();
        assertThat(again.bytes()).isEqualTo(35);
        Path file;
        try (Stream<Path> files = Files.walk(temporary.resolve("blocks"))) {
            file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        byte[] content = Files.readAllBytes(file);
        content[1] ^= 1;
        Files.write(file, content);
        assertThat(again.get(data, 7)).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(again.bytes()).isZero();
    }

    @Test
    void blocks_on_disk_stay_within_their_limit() throws IOException {
        Digest data = Digest.sha256(new byte[1]);
        DiskBlockCache cache = new DiskBlockCache(temporary.resolve("blocks"), 10_000, 4096);
        for (int i = 0; i < 50; i++) {
            cache.put(data, i, new byte[968]);
        }
        assertThat(cache.bytes()).isBetween(5_000L, 10_000L);
        long onDisk = 0;
        for (byte[] content : Fixture.read(temporary.resolve("blocks")).values()) {
            onDisk += content.length;
        }
        assertThat(onDisk).isEqualTo(cache.bytes());
        assertThat(cache.prune(0)).isEqualTo(onDisk);
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void blocks_in_memory_stay_within_their_limit() {
        Digest data = Digest.sha256(new byte[1]);
        MemoryBlockCache cache = new MemoryBlockCache(10_000, 1024);
        for (int i = 0; i < 50; i++) {
            cache.put(data, i, new byte[1000]);
        }
        long kept = IntStream.range(0, 50)
                .filter(i -> cache.get(data, i).isPresent())
                .count();
        assertThat(kept).isBetween(5L, 10L);
        assertThat(cache.get(data, 49)).isPresent();
        assertThat(cache.get(data, 0)).isEmpty();
        cache.remove(data, 49);
        assertThat(cache.get(data, 49)).isEmpty();
    }

    // ---- statistics

    @Test
    void hits_and_misses_are_counted() {
        FileArchives archives = allCaches().build();
        fixture.golden("none");
        read(archives, "a.txt");
        read(archives, "a.txt");
        read(archives, "run.sh");
        CacheStatistics statistics = archives.statistics();
        assertThat(statistics.contents()).isEqualTo(new CacheStatistics.Count(1, 2));
        assertThat(statistics.blocks()).isEqualTo(new CacheStatistics.Count(1, 1));
    }

    private static PullOptions fresh() {
        return PullOptions.defaults().withSkipCaches(true);
    }

    private void readTwice(FileArchives archives) {
        read(archives, "a.txt");
        repository.forget();
        read(archives, "a.txt");
    }

    private static String read(FileArchives archives, String path) {
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            return archive.readString(path);
        }
    }

    /** Returns its content with one bit changed, without a check. */
    private static final class DamagedCache implements ContentCache {
        private final Map<Digest, byte[]> kept = new ConcurrentHashMap<>();
        private int removed;

        @Override
        public Optional<Content> get(Descriptor descriptor) {
            return Optional.ofNullable(kept.get(descriptor.digest()))
                    .map(bytes -> Verifier.of(descriptor, "cache").wrap(new ByteArrayInputStream(bytes)))
                    .map(stream -> () -> stream);
        }

        @Override
        public void put(Descriptor descriptor, Content content) {
            try (InputStream stream = content.open()) {
                byte[] bytes = stream.readAllBytes();
                bytes[0] ^= 1;
                kept.put(descriptor.digest(), bytes);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void remove(Descriptor descriptor) {
            removed++;
            kept.remove(descriptor.digest());
        }
    }
}
