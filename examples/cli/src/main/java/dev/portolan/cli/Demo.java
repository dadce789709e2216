package dev.portolan.cli;

import dev.portolan.OciClient;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.artifact.Artifact;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/** The main features, with an embedded registry and a temporary directory. */
final class Demo {
    private final PrintWriter out;
    private final OciClient client;
    private final Statistics statistics;
    private final Path work;
    private long requests;
    private long bytes;

    private Demo(PrintWriter out, OciClient client, Statistics statistics, Path work) {
        this.out = out;
        this.client = client;
        this.statistics = statistics;
        this.work = work;
    }

    static void run(PrintWriter out) throws IOException {
        Path work = Files.createTempDirectory("portolan-demo");
        Statistics statistics = new Statistics(out, false);
        try (RegistryServer registry = RegistryServer.start();
                RegistryServer inside = RegistryServer.start();
                OciClient client = OciClient.of(
                        HttpTransport.builder().listener(statistics).build(),
                        LayoutTransport.create(),
                        OciArchiveTransport.create())) {
            new Demo(out, client, statistics, work).run(registry.host(), inside.host());
        } finally {
            delete(work);
        }
    }

    private void run(String registry, String inside) throws IOException {
        Path site = site(work.resolve("site"));
        String pushed = registry + "/demo/site:v1";
        say("An embedded registry listens at " + registry + ".");

        Artifact artifact = Artifact.builder()
                .type("application/vnd.example.site.v1")
                .layer(Pack.directory(site))
                .build();
        Digest digest = client.push(pushed, artifact, "latest").root().digest();
        done("Pushed a directory to " + pushed + " as " + digest);

        client.push(pushed, artifact);
        done("Pushed it again: the digest is the same, so nothing was sent");

        say("Its tags: " + client.at(pushed).tags());
        requests++;

        try (DirectoryTarget target = DirectoryTarget.into(work.resolve("pulled"))) {
            client.pull(registry + "/demo/site:latest", target);
        }
        same(site, work.resolve("pulled/site"));
        done("Pulled it: every file is the same, modes included");

        readLazily(registry + "/demo/manual:v1");

        String layout = "oci-layout:" + work.resolve("layout") + ":v1";
        client.copy(pushed, layout);
        done("Copied it to an OCI layout");

        String archive = "oci-archive:" + work.resolve("site.tar") + ":v1";
        client.copy(layout, archive);
        done("Exported the layout as one tar of " + Sizes.text(Files.size(work.resolve("site.tar"))));

        String imported = inside + "/demo/site:v1";
        client.copy(archive, imported);
        done("Imported the tar into another registry, " + inside);
        require(client.at(imported).resolve().digest().equals(digest), "the digest is the same there");
        say("There it resolves to the same digest.");
    }

    /** A thousand files in one archive, of which one is read. */
    private void readLazily(String where) throws IOException {
        Path manual = Files.createDirectories(work.resolve("manual"));
        for (int page = 0; page < 1000; page++) {
            Files.writeString(manual.resolve("page-" + page + ".txt"), ("This is page " + page + ".\n").repeat(100));
        }
        try (FileArchives archives = FileArchives.of(client)) {
            try (PackedArchive packed = ArchivePacker.builder().build().pack(manual)) {
                archives.push(Reference.parse(where), packed);
                done("Pushed an archive of " + packed.fileCount() + " files, " + Sizes.text(packed.originalSize()));
            }
            try (FileArchive archive = archives.pull(Reference.parse(where))) {
                String page = archive.readString("page-734.txt");
                require(page.startsWith("This is page 734."), "the page is the right one");
            }
        }
        done("Read one file of it; only the manifest, the index and the bytes of that file were downloaded");
    }

    private void done(String what) {
        out.printf(
                "%s. [%s, %s]%n",
                what, Plural.of(statistics.requests() - requests, "request"), Sizes.text(statistics.bytes() - bytes));
        out.flush();
        requests = statistics.requests();
        bytes = statistics.bytes();
    }

    private void say(String what) {
        out.println(what);
        out.flush();
    }

    private static Path site(Path site) throws IOException {
        Files.createDirectories(site.resolve("pages/deep"));
        Files.writeString(site.resolve("index.html"), "<h1>Portolan</h1>\n");
        Files.writeString(site.resolve("pages/deep/naïve.txt"), "a name beyond ASCII\n");
        Files.createFile(site.resolve("pages/empty"));
        Path script = Files.writeString(site.resolve("build.sh"), "#!/bin/sh\necho built\n");
        require(script.toFile().setExecutable(true), "a script is executable");
        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        Files.write(site.resolve("noise.bin"), noise);
        return site;
    }

    private static void same(Path expected, Path actual) throws IOException {
        try (Stream<Path> paths = Files.walk(expected)) {
            for (Path path : paths.toList()) {
                Path other = actual.resolve(expected.relativize(path).toString());
                require(Files.exists(other, LinkOption.NOFOLLOW_LINKS), other + " is there");
                if (Files.isRegularFile(path)) {
                    require(Files.mismatch(path, other) < 0, other + " is the same");
                    require(Files.isExecutable(path) == Files.isExecutable(other), other + " has its mode");
                }
            }
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("the demo failed; this should be true: " + what);
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
