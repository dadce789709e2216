package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IndexJsonTest {
    private static final EntryNames NAMES = new EntryNames("test");

    private static Descriptor manifest(int number) {
        return Descriptor.of(MediaTypes.IMAGE_MANIFEST, Samples.text("manifest " + number));
    }

    /** A change: PUT name manifest, UNTAG name, DELETE manifest. */
    record Step(int kind, String name, int manifest) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> names = Arbitraries.of("latest", "v1", "docker.io/library/app:v1", "app:v1", "a b");
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        names,
                        Arbitraries.integers().between(0, 3))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    /** Any sequence of changes leaves the names that a map would have, and no manifest is lost but by deletion. */
    @Property(tries = 300)
    void changes_keep_existing_names(@ForAll("steps") List<Step> steps) {
        IndexJson index = IndexJson.empty();
        Map<String, Integer> expected = new LinkedHashMap<>();
        List<Integer> present = new ArrayList<>();
        for (Step step : steps) {
            Tag name = Tag.ofRefName(step.name());
            switch (step.kind()) {
                case 0 -> {
                    NAMES.put(index, name, manifest(step.manifest()));
                    expected.put(step.name(), step.manifest());
                    if (!present.contains(step.manifest())) {
                        present.add(step.manifest());
                    }
                }
                case 1 -> {
                    assertThat(NAMES.remove(index, name)).isEqualTo(expected.remove(step.name()) != null);
                }
                default -> {
                    index.without(manifest(step.manifest()).digest());
                    expected.values().removeIf(number -> number == step.manifest());
                    present.remove((Integer) step.manifest());
                }
            }
            IndexJson read = IndexJson.parse(index.bytes(), "test");
            assertThat(NAMES.tags(read)).extracting(Tag::value).containsExactlyInAnyOrderElementsOf(expected.keySet());
            expected.forEach((text, number) -> assertThat(NAMES.find(read, Tag.ofRefName(text)))
                    .get()
                    .matches(entry -> entry.has(manifest(number).digest())));
            for (int number = 0; number < 4; number++) {
                assertThat(index.find(manifest(number).digest()).isPresent()).isEqualTo(present.contains(number));
            }
            assertThat(read.entries()).hasSameSizeAs(index.entries());
        }
    }
}
