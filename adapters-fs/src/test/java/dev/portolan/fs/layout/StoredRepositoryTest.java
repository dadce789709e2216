package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for layouts and archives alike. */
class StoredRepositoryTest {
    private static final byte[] SOME = Samples.random(7, 300_000);

    abstract static class Both {
        @TempDir
        Path folder;

        abstract Repository open();

        @Test
        void a_blob_is_read_back() throws Exception {
            try (Repository repository = open()) {
                Descriptor blob = Samples.blob(repository, SOME);
                assertThat(repository.stat(blob.digest())).contains(blob);
                assertThat(repository.open(blob).readAllBytes()).isEqualTo(SOME);
            }
            assertThat(open().open(Descriptor.of(MediaTypes.OCTET_STREAM, SOME)).readAllBytes())
                    .isEqualTo(SOME);
        }

        @Test
        void a_part_of_a_blob_is_read() throws Exception {
            Repository repository = open();
            Descriptor blob = Samples.blob(repository, SOME);
            InputStream part = repository.open(blob, new ByteRange(1000, 500));
            assertThat(part.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(SOME, 1000, 1500));
        }

        @Test
        void a_blob_is_handed_to_a_sink() throws Exception {
            Repository repository = open();
            Descriptor blob = Samples.blob(repository, SOME);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            repository.read(blob, buffer -> {
                while (buffer.hasRemaining()) {
                    bytes.write(buffer.get());
                }
            });
            assertThat(bytes.toByteArray()).isEqualTo(SOME);
        }

        @Test
        void content_that_does_not_match_is_not_kept() {
            Repository repository = open();
            Descriptor claimed = Descriptor.of(MediaTypes.OCTET_STREAM, SOME);
            byte[] damaged = SOME.clone();
            damaged[5]++;
            assertThatThrownBy(() -> repository.write(claimed, Content.of(damaged)))
                    .isInstanceOf(ContentMismatchException.class);
            assertThat(repository.stat(claimed.digest())).isEmpty();
        }

        @Test
        void content_of_unknown_digest_is_described_afterwards() throws Exception {
            Repository repository = open();
            Descriptor written = repository.write("text/plain", Content.of(SOME));
            assertThat(written).isEqualTo(Descriptor.of("text/plain", SOME));
            assertThat(repository.open(written).readAllBytes()).isEqualTo(SOME);
        }

        @Test
        void a_blob_that_is_not_there_is_not_found() {
            Repository repository = open();
            Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, SOME);
            assertThat(repository.stat(blob.digest())).isEmpty();
            assertThatThrownBy(() -> repository.open(blob)).isInstanceOf(NotFoundException.class);
        }

        @Test
        void a_place_without_a_layout_has_no_tags_to_list() {
            assertThatThrownBy(() -> open().tags()).isInstanceOf(NotFoundException.class);
            assertThat(open().resolve(Tag.of("v1"))).isEmpty();
        }

        @Test
        void a_manifest_is_found_by_tag_and_by_digest_after_closing() {
            ImageManifest manifest;
            try (Repository repository = open()) {
                manifest = Samples.artifact(repository, SOME);
                repository.put(Tag.of("v1"), manifest);
                assertThat(repository.manifest(Tag.of("v1"))).contains(manifest);
            }
            Repository again = open();
            assertThat(again.manifest(Tag.of("v1"))).contains(manifest);
            assertThat(again.manifest(manifest.digest())).contains(manifest);
            assertThat(again.resolve(Tag.of("v1")))
                    .contains(manifest.descriptor().bare());
            assertThat(again.tags()).containsExactly(Tag.of("v1"));
        }

        @Test
        void a_manifest_without_its_children_is_refused() {
            Repository repository = open();
            ImageManifest manifest = ImageManifest.builder().build();
            assertThatThrownBy(() -> repository.put(Tag.of("v1"), manifest))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining(Descriptor.empty().digest().toString());
        }

        @Test
        void a_tag_moves_and_the_older_manifest_stays() {
            Repository repository = open();
            ImageManifest first = put(repository, "latest", "one");
            ImageManifest second = put(repository, "latest", "two");
            assertThat(repository.manifest(Tag.LATEST)).contains(second);
            assertThat(repository.manifest(first.digest())).contains(first);
        }

        @Test
        void one_manifest_has_several_tags() {
            Repository repository = open();
            ImageManifest manifest = put(repository, "a", "one");
            repository.tag(manifest.digest(), List.of(Tag.of("b"), Tag.of("c")));
            assertThat(repository.tags()).containsExactly(Tag.of("a"), Tag.of("b"), Tag.of("c"));
            assertThat(repository.manifest(Tag.of("c"))).contains(manifest);
        }

        @Test
        void an_untagged_manifest_stays() {
            Repository repository = open();
            ImageManifest manifest = put(repository, "a", "one");
            repository.capability(Deletes.class).orElseThrow().untag(Tag.of("a"));
            assertThat(repository.tags()).isEmpty();
            assertThat(repository.manifest(manifest.digest())).contains(manifest);
        }

        @Test
        void a_deleted_manifest_goes_with_its_tags() {
            ImageManifest manifest;
            try (Repository repository = open()) {
                manifest = put(repository, "a", "one");
                put(repository, "b", "two");
            }
            try (Repository repository = open()) {
                repository.capability(Deletes.class).orElseThrow().deleteManifest(manifest.digest());
                assertThat(repository.manifest(manifest.digest())).isEmpty();
            }
            assertThat(open().manifest(manifest.digest())).isEmpty();
            assertThat(open().tags()).containsExactly(Tag.of("b"));
        }

        @Test
        void a_deleted_blob_is_gone() {
            Descriptor blob;
            try (Repository repository = open()) {
                blob = Samples.blob(repository, SOME);
                put(repository, "a", "one");
            }
            try (Repository repository = open()) {
                repository.capability(Deletes.class).orElseThrow().deleteBlob(blob.digest());
            }
            assertThat(open().stat(blob.digest())).isEmpty();
            assertThat(open().tags()).containsExactly(Tag.of("a"));
        }

        @Test
        void referrers_are_found_by_subject_and_type() {
            Repository repository = open();
            Descriptor subject = put(repository, "a", "one").descriptor();
            ImageManifest signature = Samples.referrer(repository, subject, "example/signature");
            ImageManifest sbom = Samples.referrer(repository, subject, "example/sbom");
            repository.put(signature.digest(), signature);
            repository.put(sbom.digest(), sbom);
            Referrers referrers = repository.capability(Referrers.class).orElseThrow();
            assertThat(referrers.referrers(subject.digest()))
                    .containsExactly(signature.asReferrer(), sbom.asReferrer());
            assertThat(referrers.referrers(subject.digest(), "example/sbom")).containsExactly(sbom.asReferrer());
        }

        @Test
        void what_an_index_leads_to_is_found_by_digest() {
            Repository repository = open();
            ImageManifest child = Samples.artifact(repository, SOME);
            repository.put(child.digest(), child);
            ImageIndex index = ImageIndex.builder().manifest(child.descriptor()).build();
            repository.put(Tag.of("multi"), index);
            assertThat(repository.manifest(Tag.of("multi"))).contains(index);
            assertThat(repository.manifest(child.digest())).contains(child);
        }

        @Test
        void content_is_addressed_by_sha512_too() throws Exception {
            Digest digest = Digest.of(DigestAlgorithm.SHA512, SOME);
            Digest manifestDigest;
            try (Repository repository = open()) {
                Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, digest, SOME.length);
                repository.write(blob, Content.of(SOME));
                repository.write(Descriptor.empty(), Content.of(Samples.text("{}")));
                Manifest manifest = ImageManifest.builder().layer(blob).build();
                manifestDigest = Digest.of(DigestAlgorithm.SHA512, manifest.bytes());
                repository.put(manifestDigest, manifest);
            }
            Repository again = open();
            assertThat(again.resolve(manifestDigest)).isPresent();
            ImageManifest manifest =
                    (ImageManifest) again.manifest(manifestDigest).orElseThrow();
            assertThat(again.open(manifest.layers().get(0)).readAllBytes()).isEqualTo(SOME);
        }

        private static ImageManifest put(Repository repository, String tag, String layer) {
            ImageManifest manifest = Samples.artifact(repository, Samples.text(layer));
            repository.put(Tag.of(tag), manifest);
            return manifest;
        }
    }

    @Nested
    class InALayout extends Both {
        @Override
        Repository open() {
            return LayoutRepository.at(folder.resolve("layout"), LayoutOptions.defaults());
        }

        @Test
        void nothing_unfinished_is_left() throws Exception {
            a_manifest_is_found_by_tag_and_by_digest_after_closing();
            content_that_does_not_match_is_not_kept();
            try (Stream<Path> files = Files.list(folder.resolve("layout/ingest"))) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactly("lock");
            }
        }
    }

    @Nested
    class InAnArchive extends Both {
        @Override
        Repository open() {
            return OciArchiveRepository.at(folder.resolve("archive.tar"), LayoutOptions.defaults());
        }
    }
}
