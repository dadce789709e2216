package dev.portolan.examples.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class PlotTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void draws_one_line_for_each_program_as_well_formed_svg() throws Exception {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        Comparison.point(lines, "portolan", 10, 0.5);
        Comparison.point(lines, "portolan", 1000, 2);
        Comparison.point(lines, "oras", 10, 0.1);
        Comparison.point(lines, "oras", 1000, 4);

        String svg = new Plot("Pull", "blobs", "seconds", Plot.Axes.LOGARITHMIC).svg(lines);

        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(4);
        assertThat(svg).contains("portolan", "oras", ">1,000<");
    }

    @Test
    void a_median_is_the_middle_value_or_the_mean_of_the_middle_two() {
        assertThat(Comparison.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Comparison.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    }

    @Test
    void reads_options_and_refuses_unknown_ones() {
        Settings settings = Settings.parse("--runs=3 --growth=10,20 --plots=docs");

        assertThat(settings.runs()).isEqualTo(3);
        assertThat(settings.growth()).containsExactly(10, 20);
        assertThat(settings.plots()).hasFileName("docs");
        assertThat(Settings.parse("").roundTrip()).isEqualTo(40);
        assertThat(Settings.parse("--growth-only --plots=docs").growthOnly()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse("--growth-only"))
                .withMessageContaining("--plots");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse("--speed=1"))
                .withMessageContaining("--speed");
    }

    @Test
    void draws_the_growth_alone_with_one_call(@TempDir Path folder) throws Exception {
        Comparison.run(
                Settings.parse("--growth-only --growth=3,5 --plots=" + folder), new PrintStream(out, true, UTF_8));

        assertThat(folder.resolve("cost-by-number.svg")).content().contains("referrers");
        assertThat(folder.resolve("cost-by-entries.svg"))
                .content()
                .contains("copy to an archive", "copy to a layout", "verify the layout", "verify the archive");
        assertThat(out.toString(UTF_8))
                .contains("verify the layout: {3.0=", "wrote ")
                .doesNotContain("oras");
    }

    @Test
    void measures_blobs_tags_files_and_referrers() throws Exception {
        assertThat(new Growth(List.of(3, 5)).microseconds())
                .containsOnlyKeys("blobs", "tags", "referrers", "files")
                .allSatisfy((kind, costs) -> assertThat(costs).containsOnlyKeys(3.0, 5.0));
    }
}
