package dev.portolan.archive;

import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.cache.CachingTransport;
import dev.portolan.cache.MemoryContentCache;
import dev.portolan.cache.MemoryTagCache;
import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A repository in memory, and archives in it. */
public final class Fixture {
    public static final Reference PLACE = Reference.parse("registry.example.com/demo/tree:v1");
    public static final Tag V1 = Tag.of("v1");

    private final InMemoryTransport memory = InMemoryTransport.asRegistry();
    public final RecordingRepository repository = new RecordingRepository(memory.open(PLACE));

    /** A client that opens this repository for every reference. */
    public FileArchivesBuilder archives() {
        return FileArchives.builder(reference -> repository);
    }

    /** The same, through the caches of a client. */
    public FileArchivesBuilder archives(UnaryOperator<CachingTransport.Builder> caches) {
        return FileArchives.builder(
                caches.apply(CachingTransport.builder(new Registry())).build()::open);
    }

    /** Caches tags for an hour, and content in memory. */
    public static CachingTransport.Builder inMemory(CachingTransport.Builder caches) {
        return caches.tagCache(new MemoryTagCache(Duration.ofHours(1))).contentCache(new MemoryContentCache(64 << 20));
    }

    private final class Registry implements Transport {
        @Override
        public Set<String> schemes() {
            return Set.of(Reference.REGISTRY);
        }

        @Override
        public Repository open(Reference reference) {
            return repository;
        }

        @Override
        public void close() {}
    }

    /** Puts the archive of another program under {@code v1}. */
    public Fixture golden(String archive) {
        put(GoldenArchives.index(archive), GoldenArchives.data(archive));
        return this;
    }

    public void put(byte[] index, byte[] data) {
        Descriptor indexLayer = Descriptor.of(ArchiveFormat.INDEX_TYPE, index);
        Descriptor dataLayer = Descriptor.of(ArchiveFormat.DATA_TYPE, data);
        put(indexLayer, index);
        put(dataLayer, data);
        put(Descriptor.empty(), Descriptor.empty().data().orElseThrow());
        repository.put(
                V1,
                ImageManifest.builder()
                        .artifactType(ArchiveFormat.ARTIFACT_TYPE)
                        .layer(indexLayer)
                        .layer(dataLayer)
                        .build());
        repository.forget();
    }

    public void put(Descriptor blob, byte[] bytes) {
        repository.write(blob, Content.of(bytes));
    }

    /** Packs files and pushes them under {@code v1}. */
    public Fixture push(Path temporary, ArchivePacker.Builder options, Map<String, byte[]> files) {
        try (FileArchives archives = archives().build();
                PackedArchive packed = pack(temporary, options, files)) {
            archives.push(PLACE, packed);
        }
        repository.forget();
        return this;
    }

    /** Packs files into a directory of the test, which JUnit removes. */
    public static PackedArchive pack(Path temporary, ArchivePacker.Builder options, Map<String, byte[]> files) {
        try {
            Path source = Files.createTempDirectory(temporary, "source");
            write(source, files);
            return options.build().pack(source, Files.createTempDirectory(temporary, "packed"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void write(Path directory, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    /** All regular files below a directory. */
    public static Map<String, byte[]> read(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                files.put(directory.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    /** Files of text, small and large, in some directories. */
    public static Map<String, byte[]> tree(int count) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            files.put(
                    String.format("dir%d/sub%d/file%04d", i % 3, i % 5, i),
                    ("text of file " + i + "; ").repeat(i % 100).getBytes());
        }
        files.put("large/compressible", "the same line again\n".repeat(60_000).getBytes());
        files.put("large/noise", noise(1_200_000));
        files.put("zeros", new byte[1_200_000]);
        return files;
    }

    public static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        return noise;
    }

    public static Map<String, byte[]> files(Object... pathsAndTexts) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            Object content = pathsAndTexts[i + 1];
            files.put(
                    (String) pathsAndTexts[i], content instanceof byte[] bytes ? bytes : ((String) content).getBytes());
        }
        return files;
    }

    public static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), other.get(e.getKey())));
    }
}
