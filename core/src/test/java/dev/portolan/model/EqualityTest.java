package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values are equal if their parts are, and are found in hash tables. */
class EqualityTest {
    private static final Descriptor BLOB = descriptor(0);

    private static Descriptor descriptor(int i) {
        return Descriptor.of("application/x", ("blob " + i).getBytes(StandardCharsets.UTF_8));
    }

    static Stream<IntFunction<Object>> values() {
        return Stream.of(
                EqualityTest::descriptor,
                i -> descriptor(i).digest(),
                i -> Tag.of("v" + i),
                i -> Child.listed(descriptor(i)),
                i -> RegistryReference.parse("ghcr.io/demo:v" + i),
                i -> Reference.parse("oci:dir:v" + i),
                i -> ImageManifest.builder().layer(descriptor(i)).build(),
                i -> ImageIndex.builder().manifest(descriptor(i)).build());
    }

    @ParameterizedTest
    @MethodSource("values")
    void values_with_the_same_parts_are_equal_and_others_are_not(IntFunction<Object> value) {
        List<Object> ten = IntStream.range(0, 10).mapToObj(value).toList();

        assertThat(IntStream.range(0, 10).mapToObj(value)).isEqualTo(ten).doesNotHaveDuplicates();
        assertThat(ten.get(0)).isNotEqualTo("text").hasSameHashCodeAs(value.apply(0));
        assertThat(ten.stream().map(Object::hashCode).distinct()).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @MethodSource("values")
    void values_are_not_printed_as_objects(IntFunction<Object> value) {
        assertThat(value.apply(0).toString()).isNotEmpty().doesNotContain("@");
    }

    @ParameterizedTest
    @MethodSource("differentParts")
    void each_part_counts(Object one, Object other) {
        assertThat(one).isNotEqualTo(other);
    }

    static Stream<Arguments> differentParts() {
        return Stream.of(
                Arguments.of(new Child(BLOB, Child.Kind.BLOB), new Child(BLOB, Child.Kind.MANIFEST)),
                Arguments.of(new Child(BLOB, Child.Kind.BLOB), new Child(descriptor(1), Child.Kind.BLOB)));
    }

    @Test
    void the_same_content_has_the_same_digest_and_size() {
        assertThat(BLOB.sameContent(BLOB.withAnnotation("a", "b"))).isTrue();
        assertThat(BLOB.sameContent(Descriptor.of(BLOB.mediaType(), BLOB.digest(), BLOB.size() + 1)))
                .isFalse();
        assertThat(BLOB.sameContent(
                        Descriptor.of(BLOB.mediaType(), descriptor(1).digest(), BLOB.size())))
                .isFalse();
    }
}
