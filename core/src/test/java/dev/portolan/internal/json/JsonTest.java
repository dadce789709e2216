package dev.portolan.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void objects_keep_their_order_and_values_their_types() {
        Map<?, ?> read =
                (Map<?, ?>) Json.parse(bytes("{\"z\":1,\"a\":[true,null,\"x\",2.5],\"m\":{\"k\":9999999999}}"));

        assertThat(read.keySet().stream().map(String::valueOf)).containsExactly("z", "a", "m");
        assertThat(read.get("a")).isEqualTo(Arrays.asList(true, null, "x", 2.5));
        assertThat(read.get("m")).isEqualTo(Map.of("k", 9999999999L));
    }

    @Test
    void a_document_is_written_in_its_order_without_white_space() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("z", 1);
        object.put("a", List.of(true, "ä\"\n", 2.5, -3L));

        assertThat(new String(Json.write(object), StandardCharsets.UTF_8))
                .isEqualTo("{\"z\":1,\"a\":[true,\"ä\\\"\\n\",2.5,-3]}");
    }

    @Test
    void a_document_for_people_is_the_same_with_white_space() {
        Map<String, Object> object = Map.of("a", List.of(1, 2));

        byte[] pretty = Json.writePretty(object);

        assertThat(new String(pretty, StandardCharsets.UTF_8)).contains("\n");
        assertThat(Json.parse(pretty)).isEqualTo(object);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{\"x\":{\"a\":1,\"b\":2,\"a\":3}}", "[{\"a\":1,\"\\u0061\":2}]"})
    void a_duplicate_member_is_refused(String document) {
        assertThatThrownBy(() -> Json.parse(bytes(document)))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[1,]", "{\"a\"}", "tru", "1 2", "{} x", "'a'", "// c", "01", "+1", "NaN", "\"\t\""})
    void malformed_json_is_refused(String document) {
        assertThatThrownBy(() -> Json.parse(bytes(document))).isInstanceOf(JsonFormatException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "content | unexpected \"content\" at line 1, column 1",
                "<html>  | unexpected \"<html>\" at line 1, column 1",
                "{       | the document ends too early",
                "[[1]    | the document ends too early",
                "{\"a\":  | the document ends too early",
                "\"abc    | the document ends too early",
                "[1,]    | unexpected \"]\" at line 1, column 4",
                "[1 2]   | unexpected \"2]\" at line 1, column 4",
                "{\"a\":x} | unexpected \"x}\" at line 1, column 6",
                "{a:1}   | unexpected \"a:1}\" at line 1, column 2",
                "{\"a\":1,}| unexpected \"}\" at line 1, column 8",
                "{} // x | unexpected \"// x\" at line 1, column 4",
                "// x    | unexpected \"// x\" at line 1, column 1",
                "01      | unexpected \"1\" at line 1, column 2",
                "\"\\x\"   | unexpected \"x\"\" at line 1, column 3",
            })
    void a_mistake_is_described_in_plain_words(String document, String description) {
        assertThatThrownBy(() -> Json.parse(bytes(document))).hasMessage(description);
    }

    @Test
    void a_mistake_is_shown_on_one_line() {
        assertThatThrownBy(() -> Json.parse(bytes("[\n\"a\nb\"]")))
                .hasMessage("unexpected \"\\u000ab\"]\" at line 2, column 3");
        assertThatThrownBy(() -> Json.parse(bytes("<html>" + "x".repeat(1000))))
                .hasMessage("unexpected \"<html>xxxxxxxxxxxxxx\" at line 1, column 1");
        assertThatThrownBy(() -> Json.parse(new byte[] {'[', '"', (byte) 0xc3, '"', ']'}))
                .isInstanceOf(JsonFormatException.class);
    }

    @Test
    void limits_are_named() {
        for (String document : List.of("[".repeat(101), "9".repeat(1001), "{\"" + "a".repeat(60_000) + "\":1}")) {
            assertThatThrownBy(() -> Json.parse(bytes(document)))
                    .hasMessageContaining("more than 100 nested objects and lists")
                    .hasMessageContaining("too long");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "0", "[0]"})
    void a_document_of_very_many_tiny_values_is_refused(String value) {
        String values = (value + ",").repeat(1_000_000 / value.length());

        assertThatThrownBy(() -> Json.parse(bytes("[" + values + value + "]")))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("too many values for its size");
    }

    @Test
    void a_document_of_very_many_tiny_members_is_refused() {
        String members =
                IntStream.range(0, 200_000).mapToObj(i -> "\"" + i + "\":0").collect(Collectors.joining(","));

        assertThatThrownBy(() -> Json.parse(bytes("{" + members + "}")))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("too many values for its size");
    }

    @Test
    void very_many_short_tags_are_read() {
        String tags =
                IntStream.range(0, 300_000).mapToObj(i -> "\"v" + i + "\"").collect(Collectors.joining(","));

        assertThat(Json.parseObject(bytes("{\"tags\":[" + tags + "]}")).strings("tags"))
                .hasSize(300_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
    void a_document_that_is_not_in_utf_8_is_refused(String charset) {
        assertThatThrownBy(() -> Json.parse("{\"a\":1}".getBytes(Charset.forName(charset))))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("not in UTF-8");
    }

    @Test
    void four_MiB_of_descriptors_or_tags_are_read() {
        String digest = "sha256:" + "0".repeat(64);
        String descriptor = "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"" + digest
                + "\",\"size\":7143,\"platform\":{\"architecture\":\"ppc64le\",\"os\":\"linux\"}}";
        String tag = "\"20240601.1-a1b2c3d\"";
        int room = (4 << 20) - 100;

        String manifests = String.join(",", Collections.nCopies(room / (descriptor.length() + 1), descriptor));
        String tags = String.join(",", Collections.nCopies(room / (tag.length() + 1), tag));

        assertThat(Json.parseObject(bytes("{\"manifests\":[" + manifests + "]}"))
                        .objects("manifests"))
                .hasSizeGreaterThan(20_000);
        assertThat(Json.parseObject(bytes("{\"tags\":[" + tags + "]}")).strings("tags"))
                .hasSizeGreaterThan(190_000);
    }

    @Test
    void a_document_of_invalid_utf_8_is_refused() {
        assertThatThrownBy(() -> Json.parse(new byte[] {(byte) 0xff, (byte) 0xc3, '"'}))
                .isInstanceOf(JsonFormatException.class);
        assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xc3, '"'}))
                .isInstanceOf(JsonFormatException.class);
    }

    @Test
    void the_position_of_a_mistake_is_named_even_without_the_content() {
        assertThatThrownBy(() -> Json.parse(bytes("{\n  \"password\": hunter2 }")))
                .isInstanceOfSatisfying(JsonFormatException.class, e -> {
                    assertThat(e.getMessage()).contains("line 2");
                    assertThat(e.withoutContent()).contains("line 2").doesNotContain("hunter");
                });
    }

    @Test
    void a_document_that_is_not_an_object_is_refused() {
        assertThatThrownBy(() -> Json.parseObject(bytes("[]"))).hasMessage("the document is not a JSON object");
    }

    @Test
    void members_are_read_by_type() {
        JsonObject object = Json.parseObject(
                bytes("{\"s\":\"x\",\"n\":5,\"b\":true,\"o\":{\"k\":\"v\"},\"l\":[\"a\"],\"os\":[{}],\"none\":null}"));

        assertThat(object.string("s")).contains("x");
        assertThat(object.integer("n")).contains(5L);
        assertThat(object.bool("b")).contains(true);
        assertThat(object.stringMap("o")).containsExactly(Map.entry("k", "v"));
        assertThat(object.strings("l")).containsExactly("a");
        assertThat(object.objects("os")).hasSize(1);
        assertThat(object.string("none")).isEmpty();
        assertThat(object.string("absent")).isEmpty();
        assertThat(object.strings("absent")).isEmpty();
        assertThat(object.stringMap("none")).isEmpty();
        assertThat(object.object("absent")).isEmpty();
    }

    @Test
    void a_member_of_another_type_is_refused_with_its_path() {
        JsonObject object = Json.parseObject(bytes("{\"o\":{\"l\":[{\"s\":1}]}}"));
        JsonObject inner = object.object("o").orElseThrow().objects("l").get(0);

        assertThatThrownBy(() -> inner.string("s")).hasMessage("\"o.l[0].s\" is not a string");
        assertThatThrownBy(() -> inner.bool("s")).hasMessage("\"o.l[0].s\" is not true or false");
        assertThatThrownBy(() -> inner.requiredString("t")).hasMessage("\"o.l[0].t\" is missing");
        assertThatThrownBy(() -> inner.requiredInteger("t")).hasMessage("\"o.l[0].t\" is missing");
        assertThatThrownBy(() -> object.integer("o")).hasMessage("\"o\" is not a whole number of 64 bits");
    }

    @Test
    void an_unpaired_surrogate_is_written_as_an_escape_and_reads_back() {
        byte[] written = Json.write(List.of("\ud800"));

        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualToIgnoringCase("[\"\\uD800\"]");
        assertThat(Json.parse(written)).isEqualTo(List.of("\ud800"));
    }

    @Property
    @Label("what is written reads back as the same")
    void round_trip(@ForAll("values") Object value) {
        assertThat(Json.parse(Json.write(value))).isEqualTo(value);
        assertThat(Json.parse(Json.writePretty(value))).isEqualTo(value);
    }

    @Property
    @Label("any bytes give a value or a JsonFormatException")
    void any(@ForAll byte[] document) {
        try {
            Json.parse(document);
        } catch (JsonFormatException e) {
            assertThat(e.withoutContent()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(10);
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                text.map(s -> s),
                Arbitraries.integers().map(i -> i),
                Arbitraries.longs().greaterOrEqual(1L << 40).map(l -> l),
                Arbitraries.of(true, false).map(b -> b));
        return Arbitraries.recursive(
                () -> leaf,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(l -> l),
                        Arbitraries.maps(text, inner).ofMaxSize(3).map(m -> m)),
                0,
                4);
    }
}
