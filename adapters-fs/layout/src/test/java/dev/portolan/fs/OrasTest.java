package dev.portolan.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyOptions;
import dev.portolan.fs.layout.LayoutRepository;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.testkit.peer.PeerProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrasTest {
    private static final byte[] LAYER = Samples.random(1, 200_000);

    private final PeerProgram oras = PeerProgram.require("oras");

    @TempDir
    Path folder;

    private byte[] run(String... arguments) {
        return oras.run(arguments).orFail().bytes();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private LayoutRepository layout(String name) {
        return LayoutTransport.create().open(Reference.of(Reference.OCI_LAYOUT, at(name)));
    }

    /** An artifact under v1, an index of it under multi, and a signature. */
    private static ImageManifest fill(Repository repository) {
        ImageManifest manifest = Samples.artifact(repository, LAYER);
        repository.put(Tag.of("v1"), manifest);
        repository.put(
                Tag.of("multi"),
                ImageIndex.builder().manifest(manifest.descriptor()).build());
        ImageManifest signature = Samples.referrer(repository, manifest.descriptor(), "example/signature");
        repository.put(signature.digest(), signature);
        return manifest;
    }

    @Test
    void oras_copies_our_layout_with_its_referrers() {
        ImageManifest manifest = fill(layout("ours"));

        run("cp", "-r", "--from-oci-layout", at("ours") + ":v1", "--to-oci-layout", at("theirs") + ":v2");

        LayoutRepository theirs = layout("theirs");
        assertThat(theirs.manifest(Tag.of("v2"))).contains(manifest);
        assertThat(theirs.referrers(manifest.digest(), "example/signature")).hasSize(1);
        assertThat(theirs.verify().findings()).isEmpty();
    }

    @Test
    void oras_reads_our_archive() {
        ImageManifest manifest;
        try (OciArchiveRepository archive =
                OciArchiveTransport.create().open(Reference.of(Reference.OCI_ARCHIVE, at("ours.tar")))) {
            manifest = fill(archive);
        }
        assertThat(run("manifest", "fetch", "--oci-layout", at("ours.tar") + ":v1"))
                .isEqualTo(manifest.bytes());
        Descriptor layer = manifest.layers().get(0);
        assertThat(run("blob", "fetch", "--oci-layout", "-o", "-", at("ours.tar") + "@" + layer.digest()))
                .isEqualTo(LAYER);
    }

    @Test
    void oras_adds_to_our_layout_and_portolan_to_theirs() throws Exception {
        ImageManifest manifest = fill(layout("shared"));
        Path file = Files.write(folder.resolve("file"), LAYER);

        run(
                "attach",
                "--oci-layout",
                "--disable-path-validation",
                "--artifact-type",
                "example/sbom",
                at("shared") + ":v1",
                file + ":text/plain");
        run("tag", "--oci-layout", at("shared") + ":v1", "stable");
        layout("shared").put(Tag.of("ours"), Samples.artifact(layout("shared"), Samples.text("more")));

        LayoutRepository shared = layout("shared");
        assertThat(shared.tags()).contains(Tag.of("multi"), Tag.of("ours"), Tag.of("stable"), Tag.of("v1"));
        assertThat(shared.manifest(Tag.of("stable"))).contains(manifest);
        assertThat(shared.referrers(manifest.digest())).hasSize(2);
        assertThat(shared.verify().findings()).isEmpty();
        assertThat(oras.run("repo", "tags", "--oci-layout", at("shared"))
                        .orFail()
                        .out())
                .contains("ours", "stable", "v1");
        assertThat(oras.run("discover", "--oci-layout", at("shared") + ":v1")
                        .orFail()
                        .out())
                .contains("example/sbom", "example/signature");
    }

    @Test
    void oras_gives_the_same_paths_the_same_titles() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("docs/sub")).resolve("a.txt"), "a");
        Files.writeString(folder.resolve("b.txt"), "b");
        List<String> paths = List.of("b.txt", "./docs/sub/a.txt", "docs//sub", "docs/sub/../../docs");
        List<String> arguments = new ArrayList<>(List.of("push", "--oci-layout", at("theirs") + ":v1"));
        arguments.addAll(paths);

        oras.in(folder).run(arguments.toArray(String[]::new)).orFail();

        ImageManifest manifest =
                (ImageManifest) layout("theirs").manifest(Tag.of("v1")).orElseThrow();
        assertThat(manifest.layers())
                .extracting(layer -> layer.annotation(Annotations.TITLE).orElseThrow())
                .isEqualTo(
                        paths.stream().map(path -> Pack.titleOf(Path.of(path))).toList());
    }

    @Test
    void oras_reads_a_file_whose_permissions_are_kept() throws Exception {
        Path file = Files.setPosixFilePermissions(
                Files.writeString(folder.resolve("run.sh"), "#!/bin/sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path out = folder.resolve("out");
        try (OciClient client = OciClient.of(LayoutTransport.create())) {
            client.push(
                    "oci-layout:" + at("ours") + ":v1",
                    Artifact.builder().layer(Pack.file(file)).build());
            try (DirectoryTarget target = DirectoryTarget.into(out)) {
                client.at("oci-layout:" + at("ours") + ":v1")
                        .with(CopyOptions.defaults())
                        .pull(target);
            }
        }
        assertThat(out.resolve("run.sh")).isExecutable();
        run("pull", "--oci-layout", "-o", at("theirs"), at("ours") + ":v1");
        assertThat(folder.resolve("theirs/run.sh")).hasContent("#!/bin/sh");
    }
}
