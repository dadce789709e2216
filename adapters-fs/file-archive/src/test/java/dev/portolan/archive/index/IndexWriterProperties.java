package dev.portolan.archive.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Our writer, compared with the FlatBuffers library. */
class IndexWriterProperties {
    private static final Digest DATA = Digest.sha256("data".getBytes(UTF_8));

    @Property(tries = 300)
    void writes_the_bytes_that_the_library_writes(
            @ForAll("entries") List<IndexWriter.Entry> entries, @ForAll long dataSize) {
        assertThat(written(entries, dataSize)).isEqualTo(LibraryIndex.of(entries, dataSize, DATA));
    }

    @Example
    void writes_the_bytes_that_the_library_writes_for_many_entries() {
        List<IndexWriter.Entry> entries = IntStream.range(0, 20_000)
                .mapToObj(i -> entry(String.format("folder/%05d.txt", i), new Random(i)))
                .toList();
        assertThat(written(entries, 7)).isEqualTo(LibraryIndex.of(entries, 7, DATA));
    }

    @Provide
    Arbitrary<List<IndexWriter.Entry>> entries() {
        Arbitrary<String> path = Arbitraries.strings()
                .withChars("abc/. ")
                .withChars('ü', '\u4e2d', '\uffff')
                .ofMinLength(1)
                .ofMaxLength(40);
        return path.set()
                .ofMaxSize(30)
                .flatMap(paths -> Arbitraries.randomValue(random -> {
                    TreeMap<byte[], String> sorted = new TreeMap<>(Arrays::compareUnsigned);
                    paths.forEach(name -> sorted.put(name.getBytes(UTF_8), name));
                    List<IndexWriter.Entry> entries = new ArrayList<>();
                    sorted.values().forEach(name -> entries.add(entry(name, random)));
                    return entries;
                }));
    }

    private static byte[] written(List<IndexWriter.Entry> entries, long dataSize) {
        IndexWriter writer = new IndexWriter();
        entries.forEach(writer::add);
        return writer.finish(dataSize, DATA);
    }

    /** Many numbers are zero, since a field with its default value is left out. */
    private static IndexWriter.Entry entry(String path, Random random) {
        return new IndexWriter.Entry(
                path,
                number(random),
                number(random),
                number(random),
                Digest.sha256(path.getBytes(UTF_8)),
                random.nextBoolean() ? random.nextInt(0777 + 1) : 0,
                (int) number(random),
                (int) number(random),
                number(random),
                random.nextBoolean());
    }

    private static long number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1000);
            default -> random.nextLong();
        };
    }
}
