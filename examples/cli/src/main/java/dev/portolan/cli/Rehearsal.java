package dev.portolan.cli;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the most common commands on an embedded registry, and prints nothing. The launcher records the classes that the
 * JVM loads, and archives them for later runs.
 */
final class Rehearsal {
    /** Enough bytes for the code that only large content needs. */
    private static final int LARGE = 5 << 20;

    private Rehearsal() {}

    /** Ends with exit code 0 on success. */
    public static void main(String[] args) throws IOException {
        Path work = Files.createTempDirectory("portolan-rehearsal");
        CertificateAuthority authority = CertificateAuthority.create();
        try (RegistryServer registry = RegistryServer.start();
                RegistryServer secured = RegistryServer.builder().tls(authority).start()) {
            Path tree = Files.createDirectories(work.resolve("tree"));
            Files.writeString(tree.resolve("page.txt"), "This is a page.\n".repeat(100));
            Path file = Files.writeString(work.resolve("file.txt"), "This is a file.\n");
            Path large = Files.write(work.resolve("large.bin"), new byte[LARGE]);
            Path trusted = Files.writeString(work.resolve("ca.pem"), authority.pem());
            String where = registry.host() + "/rehearsal/site:v1";
            String layout = "oci-layout:" + work.resolve("layout") + ":v1";
            String archive = registry.host() + "/rehearsal/archive:v1";

            run("--version");
            run("push", where, tree, file, "--stats");
            run("pull", where, "-o", work.resolve("pulled"), "--no-progress");
            run("copy", where, layout);
            run("copy", layout, "oci-archive:" + work.resolve("site.tar") + ":v1");
            run("attach", where, file, "--artifact-type", "application/vnd.example.note.v1");
            run("referrers", where);
            run("tag", where, "latest");
            run("tags", where, "--json");
            run("resolve", where);
            run("inspect", where);
            run("manifest", "get", where);
            run("archive", "push", archive, tree);
            run("archive", "cat", archive, "page.txt");
            run("verify", layout);
            run("push", where, large);
            run("pull", where, "-o", work.resolve("large"));
            String there = secured.host() + "/rehearsal/site:v1";
            run("push", there, large, "--ca-file", trusted);
            run("pull", there, "-o", work.resolve("over-tls"), "--ca-file", trusted);
        } finally {
            Demo.delete(work);
        }
        System.exit(0);
    }

    private static void run(Object... words) {
        String[] arguments = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            arguments[i] = words[i].toString();
        }
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        int exit = Main.execute(nowhere, nowhere, arguments);
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", arguments) + " ended with " + exit);
        }
    }
}
