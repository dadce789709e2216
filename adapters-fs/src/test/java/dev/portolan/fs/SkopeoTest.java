package dev.portolan.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Place;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkopeoTest {
    private final Peer skopeo = Peer.of("skopeo");

    @TempDir
    Path folder;

    @Test
    void skopeo_reads_our_layouts() throws Exception {
        ImageManifest manifest = write(LayoutTransport.create().open(layout("ours")));
        assertThat(skopeo.run("inspect", "--raw", "oci:" + folder.resolve("ours") + ":v1"))
                .isEqualTo(manifest.bytes());
    }

    @Test
    void skopeo_reads_our_archives() throws Exception {
        ImageManifest manifest = write(OciArchiveTransport.create().open(archive("ours.tar")));
        assertThat(skopeo.run("inspect", "--raw", "oci-archive:" + folder.resolve("ours.tar") + ":v1"))
                .isEqualTo(manifest.bytes());
    }

    @Test
    void skopeo_copies_out_of_an_archive_that_was_added_to() throws Exception {
        ImageManifest first = write(OciArchiveTransport.create().open(archive("two.tar")));
        ImageManifest second;
        try (Repository again = OciArchiveTransport.create().open(archive("two.tar"))) {
            second = Samples.artifact(again, Samples.random(2, 3_000));
            again.put(Tag.of("v2"), second);
        }
        assertThat(skopeo.run("inspect", "--raw", "oci-archive:" + folder.resolve("two.tar") + ":v1"))
                .isEqualTo(first.bytes());
        assertThat(skopeo.run("inspect", "--raw", "oci-archive:" + folder.resolve("two.tar") + ":v2"))
                .isEqualTo(second.bytes());
    }

    @Test
    void we_read_layouts_and_archives_of_skopeo() throws Exception {
        ImageManifest manifest = write(LayoutTransport.create().open(layout("ours")));
        String ours = "oci:" + folder.resolve("ours") + ":v1";
        skopeo.run("copy", "--preserve-digests", ours, "oci:" + folder.resolve("theirs") + ":v2");
        skopeo.run("copy", "--preserve-digests", ours, "oci-archive:" + folder.resolve("theirs.tar") + ":v3");
        assertThat(LayoutTransport.create().open(layout("theirs")).manifest(Tag.of("v2")))
                .contains(manifest);
        Repository archive = OciArchiveTransport.create().open(archive("theirs.tar"));
        assertThat(archive.manifest(Tag.of("v3")).map(Manifest::digest)).contains(manifest.digest());
        assertThat(archive.open(manifest.layers().get(0)).readAllBytes()).isEqualTo(Samples.random(1, 200_000));
    }

    private static ImageManifest write(Repository repository) {
        try (repository) {
            ImageManifest manifest = Samples.artifact(repository, Samples.random(1, 200_000));
            repository.put(Tag.of("v1"), manifest);
            return manifest;
        }
    }

    private Place layout(String name) {
        return Place.of(Place.OCI_LAYOUT, folder.resolve(name).toString());
    }

    private Place archive(String name) {
        return Place.of(Place.OCI_ARCHIVE, folder.resolve(name).toString());
    }
}
