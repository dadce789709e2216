package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.content.Content;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The referrers of a layout are found with one pass over its manifests, and again when something has changed. */
class SubjectIndexTest {
    private static final int SUBJECTS = 50;

    @TempDir
    Path folder;

    /** A layout that counts how often its blobs are looked for. */
    private static final class Counting extends StoredRepository {
        private final LayoutRepository layout;
        private int looks;

        Counting(LayoutRepository layout) {
            super(layout.name(), layout.names());
            this.layout = layout;
        }

        @Override
        Optional<IndexJson> index() {
            return layout.index();
        }

        @Override
        Optional<FileRegion> blob(Digest digest) {
            looks++;
            return layout.blob(digest);
        }

        @Override
        public void write(Descriptor blob, Content content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Descriptor write(String mediaType, Content content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void replace(Descriptor blob, Content content) {
            throw new UnsupportedOperationException();
        }

        @Override
        void store(Manifest manifest) {
            throw new UnsupportedOperationException();
        }

        @Override
        void change(Consumer<IndexJson> step) {
            throw new UnsupportedOperationException();
        }

        @Override
        void delete(Digest blob, Consumer<IndexJson> step) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static ImageManifest attach(LayoutRepository layout, Descriptor subject, String type) {
        ImageManifest referrer = Samples.referrer(layout, subject, type);
        layout.put(referrer.digest(), referrer);
        return referrer;
    }

    /** A file that was changed just now is read again each time, since clocks tick coarsely. */
    private void settle() throws Exception {
        Files.setLastModifiedTime(
                folder.resolve("index.json"), FileTime.from(Instant.now().minusSeconds(60)));
    }

    @Test
    void each_manifest_is_read_once_for_all_subjects() throws Exception {
        LayoutRepository layout = LayoutRepository.at(folder);
        List<Digest> subjects = new ArrayList<>();
        for (int i = 0; i < SUBJECTS; i++) {
            ImageManifest subject = Samples.artifact(layout, Samples.text("layer " + i));
            layout.put(Tag.of("v" + i), subject);
            attach(layout, subject.descriptor(), "example/signature");
            subjects.add(subject.digest());
        }
        settle();
        Counting counting = new Counting(layout);

        for (Digest subject : subjects) {
            assertThat(counting.referrers(subject)).hasSize(1);
        }

        assertThat(counting.looks).isLessThanOrEqualTo(2 * 2 * SUBJECTS);
    }

    @Test
    void later_attachments_and_deletions_are_seen() {
        LayoutRepository layout = LayoutRepository.at(folder);
        ImageManifest subject = Samples.artifact(layout, Samples.text("layer"));
        layout.put(Tag.of("v1"), subject);
        assertThat(layout.referrers(subject.digest())).isEmpty();

        ImageManifest first = attach(layout, subject.descriptor(), "example/signature");
        assertThat(layout.referrers(subject.digest())).containsExactly(first.asReferrer());

        ImageManifest second = attach(layout, subject.descriptor(), "example/sbom");
        assertThat(layout.referrers(subject.digest())).containsExactly(first.asReferrer(), second.asReferrer());
        assertThat(layout.referrers(subject.digest(), "example/sbom")).containsExactly(second.asReferrer());

        layout.deleteManifest(first.digest());
        assertThat(layout.referrers(subject.digest())).containsExactly(second.asReferrer());
    }

    @Test
    void an_archive_being_written_shows_its_new_referrers() {
        try (OciArchiveRepository archive = OciArchiveRepository.at(folder.resolve("a.tar"))) {
            ImageManifest subject = Samples.artifact(archive, Samples.text("layer"));
            archive.put(Tag.of("v1"), subject);
            assertThat(archive.referrers(subject.digest())).isEmpty();

            ImageManifest referrer = Samples.referrer(archive, subject.descriptor(), "example/sbom");
            archive.put(referrer.digest(), referrer);

            assertThat(archive.referrers(subject.digest())).containsExactly(referrer.asReferrer());
        }
    }

    @Test
    void a_manifest_that_was_missing_is_seen_when_its_blob_appears() throws Exception {
        LayoutRepository layout =
                LayoutRepository.at(folder, LayoutOptions.builder().sparse(true).build());
        ImageManifest subject = Samples.artifact(layout, Samples.text("layer"));
        layout.put(Tag.of("v1"), subject);
        ImageManifest referrer = Samples.referrer(layout, subject.descriptor(), "example/sbom");
        ImageIndex index = ImageIndex.builder().manifest(referrer.descriptor()).build();
        layout.put(Tag.of("index"), index);
        settle();
        assertThat(layout.referrers(subject.digest())).isEmpty();

        layout.write(referrer.descriptor(), Content.of(referrer.bytes()));

        assertThat(layout.referrers(subject.digest())).containsExactly(referrer.asReferrer());
    }
}
