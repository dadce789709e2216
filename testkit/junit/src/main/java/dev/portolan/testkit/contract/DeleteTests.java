package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.error.NotFoundException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

abstract class DeleteTests extends RepositoryTests {
    private static final Tag V1 = Tag.of("v1");
    private static final Tag V2 = Tag.of("v2");

    @Test
    void a_tag_is_removed_and_its_manifest_stays() {
        assumeTrue(contract().removesTags());
        ImageManifest manifest = manifest("one");
        put(V1, manifest);
        put(V2, manifest);

        deletes().untag(V1);

        assertThat(repository().resolve(V1)).isEmpty();
        assertThat(repository().manifest(V2)).contains(manifest);
        assertThat(repository().manifest(manifest.digest())).contains(manifest);
    }

    @Test
    void the_last_tag_is_removed_and_the_manifest_stays() {
        assumeTrue(contract().removesTags());
        ImageManifest manifest = put(V1, manifest("one"));

        deletes().untag(V1);

        assertThat(repository().manifest(manifest.digest())).contains(manifest);
    }

    @Test
    void a_manifest_is_deleted_with_all_of_its_tags() {
        ImageManifest manifest = manifest("one");
        put(V1, manifest);
        put(V2, manifest);
        put(Tag.of("other"), manifest("two"));

        deletes().deleteManifest(manifest.digest());

        assertThat(repository().manifest(manifest.digest())).isEmpty();
        assertThat(repository().manifest(V1)).isEmpty();
        try (Stream<Tag> tags = repository().tags()) {
            assertThat(tags).containsExactly(Tag.of("other"));
        }
    }

    @Test
    void a_deleted_manifest_can_be_put_again() {
        ImageManifest manifest = put(V1, manifest("one"));
        deletes().deleteManifest(manifest.digest());

        put(V1, manifest("one"));

        assertThat(repository().manifest(V1)).contains(manifest);
    }

    @Test
    void a_blob_is_deleted() {
        Descriptor blob = writeBlob(bytes(1000));

        deletes().deleteBlob(blob.digest());

        assertThat(repository().stat(blob.digest())).isEmpty();
        assertThatThrownBy(() -> readAll(repository().open(blob))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_missing_tag_cannot_be_removed() {
        assumeTrue(contract().removesTags());
        Deletes deletes = deletes();
        put(V1, manifest("one"));

        assertThatThrownBy(() -> deletes.untag(V2)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void missing_content_cannot_be_deleted() {
        Deletes deletes = deletes();
        put(V1, manifest("one"));
        Digest absent = Digest.sha256(bytes(3));

        assertThatThrownBy(() -> deletes.deleteManifest(absent)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> deletes.deleteBlob(absent)).isInstanceOf(NotFoundException.class);
    }
}
