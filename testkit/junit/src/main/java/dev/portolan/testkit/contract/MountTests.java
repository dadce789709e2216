package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.model.Descriptor;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repository;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

abstract class MountTests extends RepositoryTests {
    private Repository neighbour() {
        return contract().neighbour().orElseGet(() -> Assumptions.abort("there is no other repository to mount from"));
    }

    @Test
    void a_blob_of_another_repository_is_mounted_without_reading_it() {
        Mounts mounts = require(Mounts.class);
        try (Repository neighbour = neighbour()) {
            Descriptor blob = describe(bytes(1000));
            neighbour.write(blob, Content.of(bytes(1000)));

            assertThat(mounts.canMountFrom(neighbour)).isTrue();
            boolean mounted = mounts.mountOrWrite(blob, neighbour, () -> {
                throw new AssertionError("mounting must not read the content");
            });

            assertThat(mounted).isTrue();
            assertThat(readAll(repository().open(blob))).isEqualTo(bytes(1000));
        }
    }

    @Test
    void a_blob_that_the_other_repository_lacks_is_written() {
        Mounts mounts = require(Mounts.class);
        try (Repository neighbour = neighbour()) {
            Descriptor blob = describe(bytes(1000));

            boolean mounted = mounts.mountOrWrite(blob, neighbour, Content.of(bytes(1000)));

            assertThat(mounted).isFalse();
            assertThat(readAll(repository().open(blob))).isEqualTo(bytes(1000));
        }
    }

    @Test
    void a_blob_is_mounted_from_a_repository_behind_a_decorator() {
        Mounts mounts = require(Mounts.class);
        try (Repository neighbour = neighbour()) {
            Descriptor blob = describe(bytes(1000));
            neighbour.write(blob, Content.of(bytes(1000)));
            Repository decorated = new ForwardingRepository(neighbour) {};

            assertThat(mounts.canMountFrom(decorated)).isTrue();
            mounts.mountOrWrite(blob, decorated, Content.of(bytes(1000)));

            assertThat(readAll(repository().open(blob))).isEqualTo(bytes(1000));
        }
    }

    @Test
    void a_blob_without_a_named_source_is_mounted_or_written() {
        Mounts mounts = require(Mounts.class);
        try (Repository neighbour = neighbour()) {
            Descriptor blob = describe(bytes(1000));
            neighbour.write(blob, Content.of(bytes(1000)));

            mounts.mountOrWrite(blob, Content.of(bytes(1000)));

            assertThat(readAll(repository().open(blob))).isEqualTo(bytes(1000));
        }
    }

    @Test
    void a_blob_that_no_repository_has_is_written() {
        Mounts mounts = require(Mounts.class);
        Descriptor blob = describe(bytes(1001));

        assertThat(mounts.mountOrWrite(blob, Content.of(bytes(1001)))).isFalse();
        assertThat(readAll(repository().open(blob))).isEqualTo(bytes(1001));
    }

    @Test
    void a_blob_written_instead_of_mounted_is_verified() {
        Mounts mounts = require(Mounts.class);
        try (Repository neighbour = neighbour()) {
            Descriptor blob = describe(bytes(1000));

            assertThatThrownBy(() -> mounts.mountOrWrite(blob, neighbour, Content.of(bytes(999))))
                    .isInstanceOf(ContentMismatchException.class);
            assertThat(repository().stat(blob.digest())).isEmpty();
        }
    }
}
