package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.artifact.Inspection;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree of {@code inspect}, on terminals of several widths. */
class TreeTextTest {
    private static final Descriptor LAYER = Descriptor.of(
                    "application/vnd.oci.image.layer.v1.tar+gzip", "layer".getBytes(StandardCharsets.UTF_8))
            .withAnnotation(Annotations.TITLE, "site");
    private static final Descriptor MANIFEST =
            Descriptor.of(MediaTypes.IMAGE_MANIFEST, "manifest".getBytes(StandardCharsets.UTF_8));
    private static final Inspection TREE = new Inspection(
            MANIFEST,
            "application/vnd.unknown.artifact.v1",
            true,
            List.of(new Inspection(LAYER, "", true, List.of(), List.of())),
            List.of());

    @ParameterizedTest
    @ValueSource(ints = {80, 60, 30})
    void no_line_is_wider_than_the_terminal(int columns) {
        List<String> lines = TreeText.of(TREE, columns).lines().toList();

        assertThat(lines).hasSize(2).allMatch(line -> Terminal.width(line) < columns);
        String start = (columns == 30 ? "" : "sha256:") + LAYER.digest().hex().substring(0, columns == 30 ? 8 : 12);
        assertThat(lines.get(1)).startsWith("└── " + start).endsWith("title=site");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 60, 40})
    void a_long_title_does_not_hide_the_size(int columns) {
        Inspection model = new Inspection(
                LAYER.withAnnotation(Annotations.TITLE, "model-with-a-quite-long-name-v1.safetensors"),
                "",
                true,
                List.of(),
                List.of());

        assertThat(TreeText.of(new Inspection(MANIFEST, "", true, List.of(model), List.of()), columns))
                .contains(" 5 B title=mo")
                .endsWith("ors");
    }

    @Test
    void a_platform_from_a_stranger_cannot_reach_the_terminal() {
        Descriptor image = MANIFEST.withPlatform(Platform.of("linux\u001b[31m", "\u202e", "\u009b"));

        assertThat(TreeText.of(new Inspection(image, "", true, List.of(), List.of()), 0))
                .endsWith("platform=linux\\u001b[31m/\\u202e/\\u009b");
    }

    @Test
    void without_a_terminal_digests_and_media_types_are_printed_in_full() {
        assertThat(TreeText.of(TREE, 0).lines())
                .containsExactly(
                        MANIFEST.digest() + " " + MediaTypes.IMAGE_MANIFEST
                                + " 8 B type=application/vnd.unknown.artifact.v1",
                        "└── " + LAYER.digest() + " application/vnd.oci.image.layer.v1.tar+gzip 5 B title=site");
    }
}
