package dev.portolan.signatures.cosign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.cache.CachingTransport;
import dev.portolan.cache.MemoryTagCache;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyOptions;
import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.UntrustedException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.signature.PredicateTypes;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing and verifying in every kind of repository, within limits, and as a condition of copies. */
class CosignTest {
    private static final SigningKey KEY = TestKeys.signing("P-256");
    private static final CosignSigner SIGNER = CosignSigner.of(KEY);
    private static final TrustPolicy POLICY = TrustPolicy.anyOf(CosignVerifier.of(TestKeys.publicKey(KEY)));
    private static final CosignForm[] BOTH = {CosignForm.BUNDLE, CosignForm.TAG};

    @TempDir
    Path work;

    private static Signed inMemory() {
        Reference reference = Reference.parse("example.com/app:v1");
        return Signed.of(InMemoryTransport.asRegistry().open(reference), reference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci-layout:%s/layout:v1", "oci-archive:%s/file.tar:v1"})
    void signatures_are_found_in_layouts_and_archives(String where) {
        Reference reference = Reference.parse(where.formatted(work));
        CosignSigner signer = SIGNER.withForms(BOTH).withIdentity(RegistryReference.parse("example.com/app"));
        try (Transport transport =
                where.startsWith("oci-layout") ? LayoutTransport.create() : OciArchiveTransport.create()) {
            Descriptor manifest;
            try (Repository repository = transport.open(reference)) {
                Signed artifact = Signed.of(repository, reference);
                manifest = artifact.manifest();
                assertThat(artifact.sign(signer)).hasSize(2);
                artifact.attest(signer, PredicateTypes.CYCLONEDX, "{}");
            }
            try (Repository repository = transport.open(reference)) {
                Signed stored = new Signed(repository, reference, manifest);
                assertThat(stored.verify(POLICY)).hasSize(1);
                assertThat(stored.attestations(PredicateTypes.CYCLONEDX, POLICY))
                        .hasSize(2);
            }
        }
    }

    /** Signed in a registry, carried in one tar, verified on the other side: the signature is copied as a referrer. */
    @Test
    void a_signature_travels_through_a_layout_and_a_tar_to_another_registry() throws Exception {
        try (RegistryServer one = RegistryServer.start();
                RegistryServer two = RegistryServer.start();
                OciClient client =
                        OciClient.of(HttpTransport.create(), LayoutTransport.create(), OciArchiveTransport.create())) {
            Reference from = Reference.parse(one.host() + "/app:v1");
            try (Repository repository = client.open(from)) {
                Signed artifact = Signed.of(repository, from);
                artifact.sign(SIGNER);
                artifact.attest(SIGNER, PredicateTypes.SPDX, "{}");
            }
            CopyOptions how = CopyOptions.builder().referrers(true).build().requiring(POLICY);
            String[] hops = {
                "oci-layout:" + work.resolve("layout") + ":v1",
                "oci-archive:" + work.resolve("carried.tar") + ":v1",
                two.host() + "/app:v1"
            };
            String at = from.toString();
            for (String next : hops) {
                client.at(at).with(how).copyTo(next);
                at = next;
            }
            try (Repository repository = client.open(at)) {
                Signed arrived = new Signed(
                        repository, Reference.parse(at), client.at(at).resolve());
                assertThat(arrived.verify(POLICY)).hasSize(1);
                assertThat(arrived.attestations(PredicateTypes.SPDX, POLICY)).hasSize(1);
            }
        }
    }

    @Test
    void a_copy_of_an_unsigned_image_with_a_policy_transfers_no_blob() throws Exception {
        try (RegistryServer from = RegistryServer.start();
                RegistryServer to = RegistryServer.start();
                OciClient client = OciClient.of(HttpTransport.create())) {
            Reference reference = Reference.parse(from.host() + "/app:v1");
            try (Repository repository = client.open(reference)) {
                Signed.of(repository, reference);
            }
            from.requests().clear();

            assertThatThrownBy(() -> client.at(reference.toString())
                            .with(CopyOptions.defaults().requiring(POLICY))
                            .copyTo(to.host() + "/app:v1"))
                    .isInstanceOf(UntrustedException.class)
                    .hasMessageContaining("it is not signed");

            assertThat(to.requests().all()).isEmpty();
            assertThat(from.requests().all())
                    .noneMatch(request -> request.path().contains("/blobs/"));
            assertThat(from.requests().count()).as(from.requests().toString()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void verifying_costs_few_requests() throws Exception {
        try (RegistryServer server = RegistryServer.start();
                HttpTransport transport = HttpTransport.create()) {
            Reference reference = Reference.parse(server.host() + "/app:v1");
            try (Repository repository = transport.open(reference)) {
                Signed artifact = Signed.of(repository, reference);
                artifact.sign(SIGNER);
                server.requests().clear();
                artifact.verify(POLICY);
                assertThat(server.requests().count())
                        .as("the list, the manifest, the bundle")
                        .isEqualTo(3);
            }
            Reference tagged = Reference.parse(server.host() + "/tagged:v1");
            try (Repository repository = transport.open(tagged)) {
                Signed artifact = Signed.of(repository, tagged);
                artifact.sign(SIGNER.withForms(CosignForm.TAG));
                server.requests().clear();
                artifact.verify(POLICY);
                assertThat(server.requests().count())
                        .as("the list, the tag in its place, the tag of the signature, its layer")
                        .isLessThanOrEqualTo(4);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bad_signature_does_not_hide_a_good_one_and_each_reason_is_reported(CosignForm form) {
        Signed artifact = inMemory();
        CosignSigner stranger = CosignSigner.of(TestKeys.signing("P-256")).withForms(form);
        artifact.sign(stranger);
        artifact.sign(stranger);

        assertThatThrownBy(() -> artifact.verify(POLICY))
                .isInstanceOfSatisfying(
                        UntrustedException.class, e -> assertThat(e.reasons()).hasSize(2));
        artifact.sign(SIGNER.withForms(form), Map.of("team", "harbour"));
        artifact.sign(stranger);

        VerifiedSignature verified = artifact.verify(POLICY).get(0);
        assertThat(verified.annotations()).containsEntry("team", "harbour");
        assertThat(verified.signer()).isEqualTo(TestKeys.publicKey(KEY).toString());
        CosignVerifier picky = CosignVerifier.of(TestKeys.publicKey(KEY)).withAnnotations(Map.of("team", "other"));
        assertThatThrownBy(() -> artifact.verify(TrustPolicy.anyOf(picky))).isInstanceOf(UntrustedException.class);
    }

    @Test
    void an_attestation_is_not_a_signature_nor_the_other_way_round() {
        Signed artifact = inMemory();
        artifact.attest(SIGNER.withForms(BOTH), PredicateTypes.CYCLONEDX, "{\"bomFormat\":\"CycloneDX\"}");

        assertThatThrownBy(() -> artifact.verify(POLICY))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("not a signature");
        assertThatThrownBy(() -> artifact.attestations(PredicateTypes.SPDX, POLICY))
                .isInstanceOf(UntrustedException.class);
        assertThat(artifact.attestations(PredicateTypes.CYCLONEDX, POLICY))
                .hasSize(2)
                .allSatisfy(attestation -> assertThat(attestation.predicate().orElseThrow())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("{\"bomFormat\":\"CycloneDX\"}"));

        Signed signed = inMemory();
        signed.sign(SIGNER.withForms(BOTH));
        assertThatThrownBy(() -> signed.attestations(PredicateTypes.SPDX, POLICY))
                .isInstanceOf(UntrustedException.class);
        assertThatThrownBy(() -> artifact.attest(SIGNER, PredicateTypes.SPDX, "no json"))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    /** The annotation that saves a request says nothing about what was signed. */
    @Test
    void an_attestation_whose_manifest_calls_it_a_signature_is_not_one() {
        Signed artifact = inMemory();
        Descriptor attestation =
                artifact.attest(SIGNER, PredicateTypes.SPDX, "{}").get(0);
        ImageManifest honest = (ImageManifest)
                artifact.repository().manifest(attestation.digest()).orElseThrow();
        ImageManifest lying = ImageManifest.builder()
                .artifactType(Bundle.V0_3)
                .layers(honest.layers())
                .subject(honest.subject().orElseThrow())
                .annotation(CosignVerifier.PREDICATE_TYPE, Statement.SIGNATURE)
                .build();
        artifact.repository().put(lying.digest(), lying);

        assertThatThrownBy(() -> artifact.verify(POLICY))
                .isInstanceOfSatisfying(
                        UntrustedException.class,
                        e -> assertThat(e.reasons())
                                .hasSize(2)
                                .allSatisfy(reason -> assertThat(reason).contains("not a signature")));
    }

    @Test
    void a_signature_that_was_moved_to_another_manifest_is_refused() {
        Signed artifact = inMemory();
        ImageManifest signature = (ImageManifest) artifact.repository()
                .manifest(artifact.sign(SIGNER.withForms(CosignForm.BUNDLE))
                        .get(0)
                        .digest())
                .orElseThrow();
        ImageManifest list = (ImageManifest) artifact.repository()
                .manifest(artifact.sign(SIGNER.withForms(CosignForm.TAG)).get(0).digest())
                .orElseThrow();
        Signed other = Signed.of(artifact.repository(), artifact.reference(), 2);
        ImageManifest moved = ImageManifest.builder()
                .artifactType(Bundle.V0_3)
                .layers(signature.layers())
                .subject(other.manifest())
                .build();
        other.repository().put(moved.digest(), moved);
        other.repository().put(CosignTags.signatures(other.manifest().digest()), list);

        assertThatThrownBy(() -> other.verify(POLICY))
                .isInstanceOfSatisfying(
                        UntrustedException.class,
                        e -> assertThat(e.reasons())
                                .hasSize(2)
                                .allSatisfy(reason -> assertThat(reason).contains("another manifest")));
    }

    @Test
    void a_stripped_signature_is_reported_as_missing() {
        Signed artifact = inMemory();
        Descriptor layer = ((ImageManifest) artifact.repository()
                        .manifest(artifact.sign(SIGNER.withForms(CosignForm.TAG))
                                .get(0)
                                .digest())
                        .orElseThrow())
                .layers()
                .get(0);
        ImageManifest stripped = ImageManifest.builder()
                .config(Descriptor.empty())
                .layer(layer.bare())
                .build();
        artifact.repository().write(Descriptor.empty().bare(), Content.of("{}".getBytes(StandardCharsets.US_ASCII)));
        artifact.repository().put(CosignTags.signatures(artifact.manifest().digest()), stripped);

        assertThatThrownBy(() -> artifact.verify(POLICY))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("it has no signature");
    }

    @Test
    void documents_that_are_too_large_or_too_many_are_not_read() {
        Signed artifact = inMemory();
        byte[] large = new byte[(1 << 20) + 1];
        Descriptor layer = Descriptor.of(Bundle.V0_3, large);
        artifact.repository().write(layer, Content.of(large));
        artifact.repository().write(Descriptor.empty().bare(), Content.of("{}".getBytes(StandardCharsets.US_ASCII)));
        for (int i = 0; i < 70; i++) {
            ImageManifest junk = ImageManifest.builder()
                    .artifactType(Bundle.V0_3)
                    .layer(layer)
                    .subject(artifact.manifest())
                    .annotation("n", String.valueOf(i))
                    .build();
            artifact.repository().put(junk.digest(), junk);
        }

        assertThatThrownBy(() -> artifact.verify(POLICY))
                .isInstanceOfSatisfying(
                        UntrustedException.class,
                        e -> assertThat(e.reasons())
                                .hasSize(65)
                                .contains("only the first 64 signatures were checked")
                                .anyMatch(reason -> reason.contains("the limit is 1048576")))
                .hasMessageContaining("and 60 more");
    }

    /** A registry that lists annotations says what a bundle is for; one that is not wanted costs no request. */
    @Test
    void a_hundred_attestations_do_not_hide_a_signature() throws Exception {
        try (RegistryServer server = RegistryServer.start();
                HttpTransport transport = HttpTransport.create()) {
            Reference reference = Reference.parse(server.host() + "/app:v1");
            try (Repository repository = transport.open(reference)) {
                Signed artifact = Signed.of(repository, reference);
                for (int i = 0; i < 100; i++) {
                    artifact.attest(SIGNER, PredicateTypes.SPDX, "{\"n\":" + i + "}");
                }
                artifact.sign(SIGNER);
                server.requests().clear();

                assertThat(artifact.verify(POLICY)).hasSize(1);

                assertThat(server.requests().count())
                        .as("the list, the manifest, the bundle")
                        .isEqualTo(3);
            }
        }
    }

    @Test
    void a_large_document_is_attested_and_one_beyond_the_limit_is_refused_when_it_is_signed() {
        Signed artifact = inMemory();
        String large = "{\"a\":\"" + "x".repeat(8 << 20) + "\"}";
        String tooLarge = "{\"a\":\"" + "x".repeat(36 << 20) + "\"}";

        artifact.attest(SIGNER, PredicateTypes.SPDX, large);

        assertThat(artifact.attestations(PredicateTypes.SPDX, POLICY)
                        .get(0)
                        .predicate()
                        .orElseThrow())
                .hasSize(large.length());
        for (CosignForm form : BOTH) {
            assertThatThrownBy(() -> artifact.attest(SIGNER.withForms(form), PredicateTypes.SPDX, tooLarge))
                    .isInstanceOf(LimitExceededException.class);
        }
    }

    /** Another program signs between two looks of a client that caches tags. */
    @Test
    void caches_do_not_hide_a_signature() {
        InMemoryTransport registry = InMemoryTransport.asRegistry();
        Reference reference = Reference.parse("example.com/app:v1");
        Signed artifact = Signed.of(registry.open(reference), reference);
        CosignSigner tag = SIGNER.withForms(CosignForm.TAG);
        try (CachingTransport caching = CachingTransport.builder(registry)
                .tagCache(new MemoryTagCache(Duration.ofHours(1)))
                .build()) {
            Signed cached = new Signed(caching.open(reference), reference, artifact.manifest());
            assertThatThrownBy(() -> cached.verify(POLICY)).isInstanceOf(UntrustedException.class);
            artifact.sign(tag, Map.of("n", "1"));
            assertThat(cached.verify(POLICY)).hasSize(1);
            artifact.sign(tag, Map.of("n", "2"));
            cached.sign(tag, Map.of("n", "3"));
        }
        for (String number : new String[] {"1", "2", "3"}) {
            CosignVerifier verifier = CosignVerifier.of(TestKeys.publicKey(KEY)).withAnnotations(Map.of("n", number));
            assertThat(artifact.verify(TrustPolicy.anyOf(verifier))).hasSize(1);
        }
    }

    @Test
    void signatures_added_at_the_same_time_are_all_kept() throws Exception {
        Signed artifact = inMemory();
        CosignSigner signer = SIGNER.withForms(CosignForm.TAG);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> signing = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Map<String, String> number = Map.of("n", String.valueOf(i));
                signing.add(threads.submit(() -> artifact.sign(signer, number)));
            }
            for (Future<?> one : signing) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
        for (int i = 0; i < 20; i++) {
            CosignVerifier verifier =
                    CosignVerifier.of(TestKeys.publicKey(KEY)).withAnnotations(Map.of("n", String.valueOf(i)));
            assertThat(artifact.verify(TrustPolicy.anyOf(verifier))).hasSize(1);
        }
    }

    @Test
    void the_tag_form_signs_only_names_in_a_registry() {
        Reference reference = Reference.parse("oci-layout:" + work.resolve("layout") + ":v1");
        try (LayoutTransport transport = LayoutTransport.create();
                Repository repository = transport.open(reference)) {
            Signed artifact = Signed.of(repository, reference);

            assertThatThrownBy(() -> artifact.sign(SIGNER.withForms(CosignForm.TAG)))
                    .isInstanceOf(InvalidReferenceException.class)
                    .hasMessageContaining("set the name to sign");
            artifact.sign(SIGNER);
            assertThat(artifact.verify(POLICY)).hasSize(1);
        }
    }
}
