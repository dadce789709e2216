package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.error.NotFoundException;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

abstract class TagTests extends RepositoryTests {
    private List<Tag> tags() {
        try (Stream<Tag> tags = repository().tags()) {
            return tags.toList();
        }
    }

    @Test
    void all_tags_are_listed() {
        ImageManifest manifest = manifest("one");
        put(Tag.of("v1"), manifest);
        put(Tag.of("latest"), manifest);
        put(Tag.of("_x.Y-9"), manifest);

        assertThat(tags()).containsExactlyInAnyOrder(Tag.of("v1"), Tag.of("latest"), Tag.of("_x.Y-9"));
    }

    @Test
    void tags_are_listed_in_lexical_order() {
        assumeTrue(contract().listsTagsInOrder());
        ImageManifest manifest = manifest("one");
        List.of("b", "a", "c10", "c9", "B").forEach(tag -> put(Tag.of(tag), manifest));

        assertThat(tags()).extracting(Tag::value).isSorted();
    }

    @Test
    void many_tags_are_listed_once_each() {
        ImageManifest manifest = manifest("one");
        List<Tag> many = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            many.add(Tag.of(String.format("t%03d", i)));
        }
        many.forEach(tag -> put(tag, manifest));

        assertThat(tags()).containsExactlyInAnyOrderElementsOf(many);
    }

    @Test
    void a_manifest_put_by_digest_only_has_no_tag() {
        ImageManifest manifest = manifest("one");
        put(Tag.of("v1"), manifest("two"));

        put(manifest.digest(), manifest);

        assertThat(tags()).containsExactly(Tag.of("v1"));
    }

    @Test
    void tags_of_an_unwritten_repository_are_not_found() {
        assumeTrue(contract().knowsWhetherItExists());

        assertThatThrownBy(this::tags).isInstanceOf(NotFoundException.class);
    }

    @Test
    void tags_are_added_to_a_manifest() {
        ImageManifest manifest = put(Tag.of("v1"), manifest("one"));

        repository().tag(Tag.of("v1"), List.of(Tag.of("stable"), Tag.of("latest")));

        assertThat(repository().manifest(Tag.of("stable"))).contains(manifest);
        assertThat(repository().manifest(Tag.of("latest"))).contains(manifest);
    }

    @Test
    void a_tag_is_set_by_digest() {
        ImageManifest manifest = manifest("one");
        put(manifest.digest(), manifest);

        repository().tag(manifest.digest(), List.of(Tag.of("v1")));

        assertThat(repository().manifest(Tag.of("v1"))).contains(manifest);
    }

    @Test
    void a_missing_manifest_cannot_be_tagged() {
        put(Tag.of("v1"), manifest("one"));
        ThrowingCallable byTag = () -> repository().tag(Tag.of("absent"), List.of(Tag.of("v2")));
        ThrowingCallable byDigest = () -> repository().tag(Digest.sha256(bytes(3)), List.of(Tag.of("v2")));

        assertThatThrownBy(byTag).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(byDigest).isInstanceOf(NotFoundException.class);
        assertThat(tags()).containsExactly(Tag.of("v1"));
    }

    @Test
    void the_longest_tag_is_accepted() {
        Tag longest = Tag.of("x".repeat(128));

        put(longest, manifest("one"));

        assertThat(tags()).containsExactly(longest);
    }
}
