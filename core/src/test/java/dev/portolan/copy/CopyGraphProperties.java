package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.RandomGraph;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Tag;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** The fake target refuses a manifest whose children are not there, so order is checked at every instant. */
class CopyGraphProperties {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    private final CopyEngine engine = new CopyEngine(THREADS);

    @AfterContainer
    static void end_threads() {
        THREADS.shutdownNow();
    }

    private CopyResult copy_tags(RandomGraph graph, FakeRepository from, FakeRepository to, CopyOptions options) {
        List<Root> roots = graph.tags().keySet().stream()
                .map(tag -> Root.of(tag, List.of(tag)))
                .toList();
        return engine.copy(from, roots, to, options);
    }

    private static CopyOptions options(int concurrency, boolean referrers) {
        return CopyOptions.builder()
                .concurrency(concurrency)
                .referrers(referrers)
                .build();
    }

    private static Set<Digest> all(FakeRepository repository) {
        Set<Digest> all = new HashSet<>(repository.blobs().keySet());
        all.addAll(repository.manifests().keySet());
        return all;
    }

    private static Map<Tag, Digest> tags(RandomGraph graph) {
        return graph.tags().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().digest()));
    }

    private static void assert_nothing_moved_twice(FakeRepository target) {
        assertThat(target.written()).extracting(Descriptor::digest).doesNotHaveDuplicates();
        assertThat(target.log("stat")).doesNotHaveDuplicates();
        assertThat(target.log("resolve")).doesNotHaveDuplicates();
        assertThat(target.log("put")).filteredOn(call -> !call.contains(" = ")).doesNotHaveDuplicates();
    }

    @Property(tries = 120)
    @Label("a random graph is copied whole, each digest once, and its tags name the same")
    void whole(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int concurrency, @ForAll boolean referrers) {
        RandomGraph graph = new RandomGraph(seed);
        FakeRepository source = graph.fill(new FakeRepository("source")).referring();
        FakeRepository target = new FakeRepository("target");

        CopyResult result = copy_tags(graph, source, target, options(concurrency, referrers));

        Set<Digest> reachable = graph.reachable(referrers);
        assertThat(all(target)).isEqualTo(reachable);
        assertThat(target.tagged()).isEqualTo(tags(graph));
        target.blobs()
                .forEach((digest, bytes) -> assertThat(Digest.sha256(bytes)).isEqualTo(digest));
        target.manifests()
                .forEach((digest, manifest) -> assertThat(manifest.bytes())
                        .isEqualTo(source.manifests().get(digest).bytes()));
        assertThat(result.copied().items()).isEqualTo(reachable.size());
        assert_nothing_moved_twice(target);
    }

    @Property(tries = 120)
    @Label("what a target has is not moved again, and a second copy moves nothing")
    void partly(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int concurrency, @ForAll boolean referrers) {
        RandomGraph graph = new RandomGraph(seed);
        FakeRepository source = graph.fill(new FakeRepository("source")).referring();
        FakeRepository target = graph.fillPartly(new FakeRepository("target"));
        Set<Digest> before = all(target);

        copy_tags(graph, source, target, options(concurrency, referrers));

        assertThat(all(target)).containsAll(graph.reachable(false));
        assertThat(target.tagged()).isEqualTo(tags(graph));
        assertThat(target.written())
                .extracting(Descriptor::digest)
                // A config is not asked for before anything else was found.
                .filteredOn(digest -> !graph.configs().contains(digest))
                .noneMatch(before::contains);
        assert_nothing_moved_twice(target);

        target.forget();
        CopyResult again = copy_tags(graph, source, target, options(concurrency, referrers));
        assertThat(again.copied().items()).isZero();
        assertThat(target.log("stat", "write", "put")).isEmpty();
    }

    @Property(tries = 60)
    @Label("deep completes a target in which manifests stand without their blobs")
    void deep(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int concurrency) {
        RandomGraph graph = new RandomGraph(seed);
        FakeRepository source = graph.fill(new FakeRepository("source"));
        FakeRepository target = graph.fill(new FakeRepository("target"));
        List<Digest> reachable = List.copyOf(graph.reachable(false));
        for (int i = 0; i < reachable.size(); i += 3) {
            target.without(reachable.get(i));
        }

        copy_tags(
                graph,
                source,
                target,
                CopyOptions.builder().deep(true).concurrency(concurrency).build());

        assertThat(all(target)).containsAll(reachable);
        assertThat(target.tagged()).isEqualTo(tags(graph));
        assert_nothing_moved_twice(target);
    }
}
