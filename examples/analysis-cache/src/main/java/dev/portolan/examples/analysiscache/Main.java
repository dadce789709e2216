package dev.portolan.examples.analysiscache;

import dev.portolan.OciClient;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.copy.CopyResult;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * A day in the life of a cache: its snapshot is packed, pushed with the day's tags, pulled by another user, and carried
 * over an air gap to a registry inside. Both registries run in this program.
 */
public final class Main {
    private static final String LEI_VERSION = "0.9.1";

    private Main() {}

    /** Runs on an export of its own making, or on the directory that is named. */
    public static void main(String[] args) throws IOException {
        Path work = Files.createTempDirectory("analysis-cache");
        Path export = args.length > 0 ? Path.of(args[0]) : SampleExport.write(work.resolve("export"));
        run(export, work, Clock.systemUTC(), System.out);
    }

    static void run(Path export, Path work, Clock clock, PrintStream out) {
        try (RegistryServer outside = RegistryServer.start();
                RegistryServer inside = RegistryServer.start();
                OciClient client =
                        OciClient.of(HttpTransport.create(), LayoutTransport.create(), OciArchiveTransport.create())) {
            PackedArtifact snapshot = new SnapshotPacker(LEI_VERSION, clock).pack(export);
            List<String> tags = SnapshotTags.today(clock);
            CopyResult pushed = new CacheRegistry(client)
                    .push(outside.host(), "lei-cache", tags, snapshot.manifest().bytes(), snapshot.blobs());
            out.println("pushed " + pushed.root().digest() + " as " + pushed.tags());

            String published = outside.host() + "/lei-cache:latest";
            unpack(client, published, work.resolve("pulled"));
            out.println("pulled into " + work.resolve("pulled"));

            String today = tags.get(0);
            String layout = "oci-layout:" + work.resolve("layout") + ":" + today;
            String tar = "oci-archive:" + work.resolve("carried.tar") + ":" + today;
            client.copy(published, layout);
            client.copy(layout, tar);
            out.println("packed for the transfer: " + work.resolve("carried.tar"));

            String arrived = inside.host() + "/mirror/lei-cache:" + today;
            client.copy(tar, arrived);
            unpack(client, arrived, work.resolve("inside"));
            out.println("unpacked on the other side into " + work.resolve("inside"));
        }
    }

    private static void unpack(OciClient client, String where, Path directory) {
        try (StoredArtifact snapshot = client.at(where).artifact()) {
            SnapshotUnpacker.unpack(snapshot.manifest(), directory, snapshot::content);
        }
    }
}
