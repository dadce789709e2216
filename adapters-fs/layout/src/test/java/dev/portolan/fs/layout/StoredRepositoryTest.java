package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Batches;
import dev.portolan.port.Deletes;
import dev.portolan.port.OrderedReferrers;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The content of layouts and archives after closing. */
class StoredRepositoryTest {
    private static final byte[] SOME = Samples.random(7, 300_000);

    @TempDir
    Path folder;

    enum Kind {
        LAYOUT,
        ARCHIVE
    }

    private Repository open(Kind kind) {
        return kind == Kind.LAYOUT
                ? LayoutRepository.at(folder.resolve("layout"), LayoutOptions.defaults())
                : OciArchiveRepository.at(folder.resolve("archive.tar"), LayoutOptions.defaults());
    }

    private static ImageManifest put(Repository repository, String tag, String layer) {
        ImageManifest manifest = Samples.artifact(repository, Samples.text(layer));
        repository.put(Tag.of(tag), manifest);
        return manifest;
    }

    @ParameterizedTest
    @EnumSource
    void blobs_and_manifests_are_stored_after_closing(Kind kind) throws Exception {
        ImageManifest manifest;
        try (Repository repository = open(kind)) {
            manifest = Samples.artifact(repository, SOME);
            repository.put(Tag.of("v1"), manifest);
        }
        Repository again = open(kind);
        assertThat(again.manifest(Tag.of("v1"))).contains(manifest);
        assertThat(again.manifest(manifest.digest())).contains(manifest);
        assertThat(again.tags()).containsExactly(Tag.of("v1"));
        assertThat(again.open(manifest.layers().get(0)).readAllBytes()).isEqualTo(SOME);
    }

    @ParameterizedTest
    @EnumSource
    void deletes_last(Kind kind) {
        ImageManifest manifest;
        Descriptor blob;
        try (Repository repository = open(kind)) {
            manifest = put(repository, "a", "one");
            put(repository, "b", "two");
            blob = Samples.blob(repository, SOME);
        }
        try (Repository repository = open(kind)) {
            Deletes deletes = repository.capability(Deletes.class).orElseThrow();
            deletes.deleteManifest(manifest.digest());
            deletes.deleteBlob(blob.digest());
        }
        assertThat(open(kind).manifest(manifest.digest())).isEmpty();
        assertThat(open(kind).stat(blob.digest())).isEmpty();
        assertThat(open(kind).tags()).containsExactly(Tag.of("b"));
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_that_was_closed_commits_nothing(Kind kind) {
        try (Repository repository = open(kind)) {
            put(repository, "kept", "kept");
            Batches.Batch batch =
                    repository.capability(Batches.class).orElseThrow().begin();
            batch.target().put(Tag.of("dropped"), Samples.artifact(repository, Samples.text("dropped")));

            batch.close();
            batch.commit();

            assertThat(repository.tags()).containsExactly(Tag.of("kept"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void committing_twice_does_not_bring_back_a_tag(Kind kind) {
        try (Repository repository = open(kind);
                Batches.Batch batch =
                        repository.capability(Batches.class).orElseThrow().begin()) {
            batch.target().put(Tag.of("v1"), Samples.artifact(repository, Samples.text("one")));
            batch.commit();
            repository.capability(Deletes.class).orElseThrow().untag(Tag.of("v1"));

            batch.commit();

            assertThat(repository.tags()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_blob_of_the_largest_size_of_a_manifest_is_looked_at(Kind kind) throws Exception {
        try (Repository repository = open(kind)) {
            put(repository, "v1", "one");
            for (int more : new int[] {0, 1}) {
                byte[] padded = Arrays.copyOf(ImageManifest.builder().build().bytes(), Manifest.LARGEST + more);
                Arrays.fill(padded, ImageManifest.builder().build().bytes().length, padded.length, (byte) ' ');
                Descriptor blob = Samples.blob(repository, padded);

                assertThat(repository.manifest(blob.digest()).isPresent()).isEqualTo(more == 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void referrers_are_found_in_nested_indexes(Kind kind) {
        Repository repository = open(kind);
        Descriptor subject = put(repository, "a", "one").descriptor();
        ImageManifest attestation = Samples.referrer(repository, subject, "example/attestation");
        repository.put(attestation.digest(), attestation);
        ImageIndex inner =
                ImageIndex.builder().manifest(attestation.descriptor()).build();
        repository.put(inner.digest(), inner);
        ImageIndex outer = ImageIndex.builder().manifest(inner.descriptor()).build();
        repository.put(Tag.of("outer"), outer);
        assertThat(repository.capability(Referrers.class).orElseThrow().referrers(subject.digest()))
                .containsExactly(attestation.asReferrer());
        assertThat(repository
                        .capability(OrderedReferrers.class)
                        .orElseThrow()
                        .referrers(subject.digest(), "", Optional.empty()))
                .containsExactly(attestation.asReferrer());
    }

    @ParameterizedTest
    @EnumSource
    void sha_512_is_kept(Kind kind) throws Exception {
        Manifest manifest;
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, Digest.of(DigestAlgorithm.SHA512, SOME), SOME.length);
        try (Repository repository = open(kind)) {
            repository.write(blob, Content.of(SOME));
            byte[] bytes = Samples.artifact(repository, Samples.text("one")).bytes();
            manifest = Manifest.parse(bytes, "", DigestAlgorithm.SHA512);
            repository.put(Tag.of("v1"), manifest);
        }
        assertThat(open(kind).resolve(Tag.of("v1")))
                .contains(manifest.descriptor().bare());
        assertThat(open(kind).open(blob).readAllBytes()).isEqualTo(SOME);
    }

    /** Large enough to be hashed on its own thread. */
    private static final byte[] LARGE = Samples.random(8, 9 << 20);

    @ParameterizedTest
    @EnumSource
    void large_blobs_are_verified_when_they_are_written(Kind kind) throws Exception {
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, LARGE);
        byte[] damaged = LARGE.clone();
        damaged[LARGE.length - 1]++;
        try (Repository repository = open(kind)) {
            assertThatThrownBy(() -> repository.write(blob, Content.of(damaged)))
                    .isInstanceOf(ContentMismatchException.class);
            assertThatThrownBy(() -> repository.write(blob, Content.of(Arrays.copyOf(LARGE, LARGE.length + 1))))
                    .isInstanceOf(ContentMismatchException.class);
            assertThat(repository.stat(blob.digest())).isEmpty();
            repository.write(blob, Content.of(LARGE));
            put(repository, "v1", "one");
        }
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        open(kind).read(blob, buffer -> {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            read.writeBytes(bytes);
        });
        assertThat(read.toByteArray()).isEqualTo(LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void large_blobs_are_verified_when_they_are_read(Kind kind) throws Exception {
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, LARGE);
        try (Repository repository = open(kind)) {
            repository.write(blob, Content.of(LARGE));
        }
        Path file = kind == Kind.LAYOUT
                ? folder.resolve("layout/blobs/sha256/" + blob.digest().hex())
                : folder.resolve("archive.tar");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 5 << 20);
        }
        IOException full = new IOException("disk full");

        assertThatThrownBy(() -> open(kind).read(blob, buffer -> {})).isInstanceOf(ContentMismatchException.class);
        assertThatThrownBy(() -> open(kind).read(blob, buffer -> {
                    throw full;
                }))
                .isSameAs(full);
    }
}
