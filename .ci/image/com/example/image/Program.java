package com.example.image;

import dev.portolan.OciClient;
import dev.portolan.ReferenceClient;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.nio.ArchiveFileSystem;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.artifact.Artifact;
import dev.portolan.auth.StaticCredentials;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.Tls;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.VerificationKey;
import dev.portolan.signatures.cosign.CosignSigner;
import dev.portolan.signatures.cosign.CosignVerifier;
import dev.portolan.testkit.assertion.PortolanAssertions;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

/** Pushes, pulls, signs, verifies, exports, and reads a file archive, over HTTPS with a login. */
public final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
        Path work = Files.createTempDirectory("image");
        Path site = Files.createDirectory(work.resolve("site"));
        Files.writeString(site.resolve("index.html"), "hello ".repeat(10_000));
        CertificateAuthority authority = CertificateAuthority.create();
        try (RegistryServer server = RegistryServer.builder()
                        .tls(authority)
                        .authentication(Authentication.token().user("ci", "secret"))
                        .start();
                OciClient client = OciClient.of(
                        HttpTransport.builder()
                                .tls(Tls.of(authority.trustingContext()))
                                .credentials(StaticCredentials.password(server.host(), "ci", "secret"))
                                .build(),
                        OciArchiveTransport.create())) {
            artifact(client, client.at(server.host() + "/demo/site:v1"), site, work);
            archive(client, server.host() + "/demo/files:v1", site);
            PortolanAssertions.assertThat(server.repository("demo/site")).hasTags("v1");
        }
        System.out.println("the image works");
    }

    private static void artifact(OciClient client, ReferenceClient reference, Path site, Path work) throws Exception {
        reference.push(Artifact.builder().layer(Pack.directory(site)).build());
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        reference.sign(CosignSigner.of(SigningKey.of(keys.getPrivate(), keys.getPublic())));
        reference.verify(TrustPolicy.anyOf(CosignVerifier.of(VerificationKey.of(keys.getPublic()))));
        try (DirectoryTarget out = DirectoryTarget.into(work.resolve("out"))) {
            reference.pull(out);
        }
        expect(Files.mismatch(site.resolve("index.html"), work.resolve("out/site/index.html")) == -1, "pull");
        reference.copyTo("oci-archive:" + work.resolve("site.tar") + ":v1");
    }

    private static void archive(OciClient client, String reference, Path site) throws Exception {
        try (FileArchives archives = FileArchives.of(client);
                PackedArchive packed = ArchivePacker.builder()
                        .compression(Compression.ZSTD)
                        .build()
                        .pack(site)) {
            archives.push(reference, packed);
            try (FileArchive archive = archives.pull(reference);
                    FileSystem files = ArchiveFileSystem.of(archive)) {
                expect(Files.mismatch(site.resolve("index.html"), files.getPath("/index.html")) == -1, "archive");
            }
        }
    }

    private static void expect(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
