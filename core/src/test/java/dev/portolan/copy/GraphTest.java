package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.copy.Graph.Node;
import dev.portolan.fake.Sample;
import org.junit.jupiter.api.Test;

/** The effects of racing threads that a test of a copy cannot cause. */
class GraphTest {
    private final Graph graph = new Graph();

    private Node node(String name) {
        return graph.manifest(Sample.blob(name));
    }

    /** As a walk of a manifest with this config and layer does. */
    private void walk(Node manifest, Node config, Node layer) {
        graph.claim(manifest);
        graph.waitFor(manifest, config);
        graph.waitFor(manifest, layer);
        if (graph.claim(config)) {
            graph.defer(manifest, config);
        }
        graph.claim(layer);
    }

    @Test
    void configs_that_wait_for_each_other_are_copied_in_the_end() {
        Node one = node("one");
        Node two = node("two");
        Node a = node("a");
        Node b = node("b");
        graph.hold(one);
        graph.hold(two);
        graph.claim(a);
        graph.defer(one, a);
        graph.claim(b);
        graph.defer(two, b);
        walk(one, a, b);
        walk(two, b, a);

        assertThat(graph.release(one)).isEmpty();
        assertThat(graph.release(two)).isEmpty();
        assertThat(graph.takeDeferred()).containsExactlyInAnyOrder(a, b);
        assertThat(graph.takeDeferred()).isEmpty();
        assertThat(graph.done(a)).isEmpty();
        assertThat(graph.done(b)).containsExactlyInAnyOrder(one, two);
    }

    @Test
    void a_manifest_is_not_ready_while_it_is_still_walked() {
        Node manifest = node("manifest");
        Node layer = node("layer");
        graph.hold(manifest);
        graph.waitFor(manifest, layer);

        assertThat(graph.done(layer)).isEmpty();
        assertThat(graph.release(manifest)).containsExactly(manifest);
        assertThat(graph.done(manifest)).isEmpty();
    }

    @Test
    void nothing_waits_for_existing_content_or_itself() {
        Node manifest = node("manifest");
        graph.done(node("layer"));
        graph.hold(manifest);
        graph.waitFor(manifest, node("layer"));
        graph.waitFor(manifest, manifest);

        assertThat(graph.release(manifest)).containsExactly(manifest);
    }

    @Test
    void a_config_is_sent_when_the_last_layer_was_checked() {
        Node manifest = node("manifest");
        Node config = node("config");
        graph.hold(manifest);
        graph.waitFor(manifest, config);
        graph.claim(config);
        graph.defer(manifest, config);
        graph.waitFor(manifest, node("a"));
        graph.waitFor(manifest, node("b"));

        assertThat(graph.asked(node("a"))).isEmpty();
        assertThat(graph.release(manifest)).isEmpty();
        assertThat(graph.asked(node("b"))).containsExactly(config);
        assertThat(graph.asked(node("b"))).isEmpty();
    }

    @Test
    void existing_content_counts_as_requested() {
        Node manifest = node("manifest");
        Node config = node("config");
        graph.hold(manifest);
        graph.waitFor(manifest, config);
        graph.claim(config);
        graph.defer(manifest, config);
        graph.waitFor(manifest, node("a"));
        graph.release(manifest);

        assertThat(graph.done(node("a"))).containsExactly(config);
        assertThat(graph.done(config)).containsExactly(manifest);
    }

    @Test
    void planned_content_that_never_arrived_is_unfinished() {
        Node manifest = node("manifest");
        graph.claim(manifest);

        assertThat(graph.unfinished()).contains(Sample.blob("manifest"));
        graph.done(manifest);
        assertThat(graph.unfinished()).isEmpty();
    }
}
