package dev.portolan.signatures.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.error.UntrustedException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.signature.VerificationRequest;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import dev.portolan.signatures.cosign.CosignForm;
import dev.portolan.signatures.cosign.CosignSigner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy.json of Podman and Skopeo: scopes, requirements and identities. */
class ContainersPolicyTest {
    private static final SigningKey KEY = TestKeys.signing("P-256");
    private static final String PEM = Base64.getEncoder()
            .encodeToString(TestKeys.pem("PUBLIC KEY", KEY.publicKey().getEncoded()));
    private static final String ACCEPT = "[{\"type\":\"insecureAcceptAnything\"}]";
    private static final String REJECT = "[{\"type\":\"reject\"}]";

    @TempDir
    Path work;

    private static Signed artifact(String reference) {
        Reference parsed = Reference.parse(reference);
        return Signed.of(InMemoryTransport.asRegistry().open(parsed), parsed);
    }

    private static ContainersPolicy parse(String json) {
        return ContainersPolicy.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String signed(String identity) {
        return "[{\"type\":\"sigstoreSigned\",\"keyData\":\"" + PEM + "\""
                + (identity.isEmpty() ? "" : ",\"signedIdentity\":" + identity) + "}]";
    }

    private static ContainersPolicy requiring(String requirements) {
        return parse("{\"default\":" + requirements + "}");
    }

    private static boolean accepts(ContainersPolicy policy, Signed artifact) {
        try {
            artifact.verify(policy);
            return true;
        } catch (UntrustedException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "example.com/team/app:v1, example.com/team/app:v1",
        "example.com/team/app:v1, example.com/team/app",
        "example.com/team/app:v1, example.com/team",
        "example.com/team/app:v1, example.com",
        "example.com/team/app:v1, *.com",
        "a.b.example.com:5000/app:v1, *.b.example.com",
        "a.b.example.com:5000/app:v1, *.example.com",
        "localhost:5000/app:v1, localhost:5000",
        "library/alpine:v1, docker.io/library/alpine",
        "example.com/team/app:v1, ''",
    })
    void the_most_specific_scope_wins(String reference, String scope) {
        Signed artifact = artifact(reference);
        ContainersPolicy policy = parse(
                ("{\"default\":%s,\"transports\":{\"docker\":{\"%s\":%s,\"other.org\":%s}," + "\"oci\":{\"\":%s}}}")
                        .formatted(REJECT, scope, ACCEPT, REJECT, REJECT));

        assertThat(accepts(policy, artifact)).isTrue();
        assertThat(accepts(
                        parse("{\"default\":" + ACCEPT + ",\"transports\":{\"docker\":{\"" + scope + "\":" + REJECT
                                + "}}}"),
                        artifact))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com/team/app:v2",
                "example.com/team/ap",
                "example.com/tea",
                "example.co",
                "*.example.com",
                "*.om",
                "team/app"
            })
    void scopes_of_other_repositories_do_not_apply(String scope) {
        ContainersPolicy policy =
                parse("{\"default\":" + REJECT + ",\"transports\":{\"docker\":{\"" + scope + "\":" + ACCEPT + "}}}");

        assertThat(accepts(policy, artifact("example.com/team/app:v1"))).isFalse();
    }

    @Test
    void a_layout_has_its_path_and_its_parents_as_scopes() throws Exception {
        Path directory = Files.createDirectory(work.resolve("layout")).toRealPath();
        Reference reference = Reference.parse("oci-layout:" + directory + ":v1");
        try (LayoutTransport transport = LayoutTransport.create();
                Repository repository = transport.open(reference)) {
            Signed artifact = Signed.of(repository, reference);
            for (String scope : new String[] {
                directory + ":v1", directory.toString(), directory.getParent().toString(), ""
            }) {
                assertThat(accepts(
                                parse("{\"default\":" + REJECT + ",\"transports\":{\"oci\":{\"" + scope + "\":" + ACCEPT
                                        + "}}}"),
                                artifact))
                        .as(scope)
                        .isTrue();
            }
            assertThat(accepts(
                            requiring(
                                    signed("{\"type\":\"exactRepository\",\"dockerRepository\":\"example.com/app\"}")),
                            artifact))
                    .isFalse();
            artifact.sign(CosignSigner.of(KEY)
                    .withForms(CosignForm.TAG)
                    .withIdentity(RegistryReference.parse("example.com/app")));
            assertThat(accepts(
                            requiring(
                                    signed("{\"type\":\"exactRepository\",\"dockerRepository\":\"example.com/app\"}")),
                            artifact))
                    .isTrue();
            assertThat(accepts(requiring(signed("{\"type\":\"matchRepository\"}")), artifact))
                    .isFalse();
        }
    }

    /** A child of an index has a digest of its own; the rules are those of the name that the user gave. */
    @Test
    void the_rules_for_a_tag_apply_to_the_platforms_under_it() {
        Signed index = artifact("example.com/app:v1");
        Signed platform = Signed.of(index.repository(), index.reference(), 2);
        platform.sign(CosignSigner.of(KEY).withForms(CosignForm.TAG));
        VerificationRequest child = VerificationRequest.signatures(
                        index.repository(), index.reference(), index.manifest())
                .of(platform.manifest());
        ContainersPolicy rejecting = parse(
                "{\"default\":" + ACCEPT + ",\"transports\":{\"docker\":{\"example.com/app:v1\":" + REJECT + "}}}");

        assertThatThrownBy(() -> rejecting.verify(child)).isInstanceOf(UntrustedException.class);
        assertThatThrownBy(() -> requiring(signed("")).verify(child))
                .as("the tag is not signed")
                .isInstanceOf(UntrustedException.class);
        assertThat(requiring(signed("{\"type\":\"matchRepository\"}")).verify(child))
                .hasSize(1);
    }

    /** Cosign signs a repository without a tag. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TAG    | {"type":"matchRepository"}                                             | true
            TAG    | {"type":"matchExact"}                                                  | false
            TAG    | {"type":"matchRepoDigestOrExact"}                                      | false
            TAG    | ''                                                                     | false
            TAG    | {"type":"exactRepository","dockerRepository":"example.com/app"}        | true
            TAG    | {"type":"exactRepository","dockerRepository":"example.com/other"}      | false
            TAG    | {"type":"exactReference","dockerReference":"example.com/app:v1"}       | false
            TAG    | {"type":"remapIdentity","prefix":"example.com","signedPrefix":"a.org"} | false
            BUNDLE | {"type":"matchRepository"}                                             | true
            BUNDLE | {"type":"matchExact"}                                                  | false
            BUNDLE | {"type":"exactRepository","dockerRepository":"example.com/app"}        | true
            BUNDLE | {"type":"exactRepository","dockerRepository":"example.com/other"}      | false
            """)
    void the_signed_identity_must_match(CosignForm form, String identity, boolean accepted) {
        Signed artifact = artifact("example.com/app:v1");
        artifact.sign(CosignSigner.of(KEY).withForms(form));

        assertThat(accepts(requiring(signed(identity)), artifact)).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TAG", "BUNDLE"})
    void by_digest_the_default_identity_compares_only_the_repository(CosignForm form) {
        Signed tagged = artifact("example.com/app:v1");
        tagged.sign(CosignSigner.of(KEY).withForms(form));
        Signed pinned = new Signed(
                tagged.repository(),
                Reference.parse("example.com/app@" + tagged.manifest().digest()),
                tagged.manifest());

        assertThat(accepts(requiring(signed("")), pinned)).isTrue();
    }

    @Test
    void a_signature_for_another_repository_is_refused() {
        Signed artifact = artifact("example.com/app:v1");
        artifact.sign(CosignSigner.of(KEY)
                .withForms(CosignForm.TAG)
                .withIdentity(RegistryReference.parse("example.com/other")));

        assertThatThrownBy(() -> artifact.verify(requiring(signed("{\"type\":\"matchRepository\"}"))))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("it is for \"example.com/other\"");
        assertThat(accepts(
                        requiring(
                                signed(
                                        "{\"type\":\"remapIdentity\",\"prefix\":\"example.com/app\",\"signedPrefix\":\"example.com/other\"}")),
                        new Signed(
                                artifact.repository(),
                                Reference.parse(
                                        "example.com/app@" + artifact.manifest().digest()),
                                artifact.manifest())))
                .isTrue();
    }

    /** A prefix is a whole host with its port, a namespace or a repository. */
    @ParameterizedTest
    @CsvSource({
        "localhost:5000/team/app, localhost:5000, a.org, true",
        "localhost:5000/team/app, localhost:5000/team, a.org/team, true",
        "localhost:5000/team/app, localhost:5000/team/app, a.org/team/app, true",
        "localhost:5000/team/app, localhost, a.org, false",
        "localhost:5000/team/app, localhost:5000/te, a.org/te, false",
        "localhost:5000/team/app, localhost:500, a.org, false",
    })
    void a_prefix_of_remap_identity_ends_where_a_part_of_the_name_ends(
            String name, String prefix, String signedPrefix, boolean accepted) {
        Signed artifact = artifact(name + ":v1");
        artifact.sign(CosignSigner.of(KEY)
                .withForms(CosignForm.TAG)
                .withIdentity(RegistryReference.parse(
                        prefix.equals("localhost") ? "a.org:5000/team/app" : "a.org/team/app")));
        Signed pinned = new Signed(artifact.repository(), Reference.parse(artifact.pinned()), artifact.manifest());

        assertThat(accepts(
                        requiring(signed("{\"type\":\"remapIdentity\",\"prefix\":\"" + prefix + "\",\"signedPrefix\":\""
                                + signedPrefix + "\"}")),
                        pinned))
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"a.org/, b.org", "a.org, b.org/", "'', b.org", "a.org, ''", "a.org/app:v1, b.org", "app, b.org"})
    void a_malformed_prefix_of_remap_identity_is_refused(String prefix, String signedPrefix) {
        assertThatThrownBy(() -> requiring(signed("{\"type\":\"remapIdentity\",\"prefix\":\"" + prefix
                        + "\",\"signedPrefix\":\"" + signedPrefix + "\"}")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("refix\" is not HOST");
    }

    /** It would never apply, so that another rule would apply in its place. */
    @ParameterizedTest
    @CsvSource({
        "oci, relative/dir",
        "oci, /",
        "oci, /dir/",
        "oci, /dir/../other",
        "oci-archive, file.tar",
        "oci-archive, /dir//file.tar",
        "docker-archive, /file.tar",
    })
    void a_scope_that_can_never_apply_is_refused(String transport, String scope) {
        assertThatThrownBy(() -> parse("{\"default\":" + ACCEPT + ",\"transports\":{\"" + transport + "\":{\"" + scope
                        + "\":" + REJECT + "}}}"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(scope);
    }

    @ParameterizedTest
    @CsvSource({"oci, /dir:v1", "oci-archive, /dir/file.tar", "docker-archive, ''", "atomic, any/thing"})
    void other_scopes_are_accepted(String transport, String scope) {
        assertThat(accepts(
                        parse("{\"default\":" + ACCEPT + ",\"transports\":{\"" + transport + "\":{\"" + scope + "\":"
                                + REJECT + "}}}"),
                        artifact("example.com/app:v1")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "oci-layout:/no/such:v1, oci, /no/such:v1 /no/such /no",
        "oci-archive:/no/such/file.tar:v1, oci-archive, /no/such/file.tar /no/such /no",
        "docker-archive:/no/such/file.tar, docker-archive, ''",
        "a.b.org:5000/c/d:v1, docker, a.b.org:5000/c/d:v1 a.b.org:5000/c/d a.b.org:5000/c a.b.org:5000 *.b.org *.org",
    })
    void scopes_are_tried_from_the_most_specific_one(String reference, String transport, String scopes) {
        Scopes found = Scopes.of(Reference.parse(reference));

        assertThat(found.transport()).isEqualTo(transport);
        assertThat(String.join(" ", found.candidates())).isEqualTo(scopes.isEmpty() ? "" : scopes + " ");
    }

    @Test
    void all_requirements_of_a_scope_must_hold() {
        Signed artifact = artifact("example.com/app:v1");
        artifact.sign(CosignSigner.of(KEY));
        String match = signed("{\"type\":\"matchRepository\"}");
        String both = match.replace("]", ",") + REJECT.substring(1);

        assertThat(accepts(requiring(match), artifact)).isTrue();
        assertThat(accepts(requiring(both), artifact)).isFalse();
        assertThat(accepts(requiring(match.replace("]", ",") + ACCEPT.substring(1)), artifact))
                .isTrue();
    }

    @Test
    void keys_are_read_from_files_and_one_of_several_is_enough() throws Exception {
        Path key = Files.write(
                work.resolve("a.pub"),
                TestKeys.pem("PUBLIC KEY", KEY.publicKey().getEncoded()));
        Path other = Files.write(
                work.resolve("b.pub"),
                TestKeys.pem("PUBLIC KEY", TestKeys.pair("P-256").getPublic().getEncoded()));
        Signed artifact = artifact("example.com/app:v1");
        artifact.sign(CosignSigner.of(KEY));
        String policy = "[{\"type\":\"sigstoreSigned\",%s,\"signedIdentity\":{\"type\":\"matchRepository\"}}]";

        assertThat(accepts(requiring(policy.formatted("\"keyPath\":\"" + key + "\"")), artifact))
                .isTrue();
        assertThat(accepts(requiring(policy.formatted("\"keyPaths\":[\"" + other + "\",\"" + key + "\"]")), artifact))
                .isTrue();
        assertThat(accepts(requiring(policy.formatted("\"keyPath\":\"" + other + "\"")), artifact))
                .isFalse();
        assertThatThrownBy(() -> requiring(policy.formatted("\"keyPath\":\"/no/such/key\"")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("/no/such/key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"signedBy","keyType":"GPGKeys","keyPath":"/k"}                            | signedBy
            {"type":"sigstoreSigned","fulcio":{"caPath":"/c"},"rekorPublicKeyPath":"/r"}      | fulcio
            {"type":"sigstoreSigned","pki":{"caRootsPath":"/c"}}                              | pki
            {"type":"sigstoreSigned","keyPath":"/k","rekorPublicKeyPath":"/r"}                | rekorPublicKeyPath
            {"type":"sigstoreSigned","keyPath":"/k","rekorPublicKeyDatas":["AA=="]}           | rekorPublicKeyDatas
            """)
    void an_unsupported_requirement_is_named_when_it_applies(String requirement, String named) {
        ContainersPolicy policy = parse(
                "{\"default\":" + ACCEPT + ",\"transports\":{\"docker\":{\"example.com\":[" + requirement + "]}}}");

        assertThatThrownBy(() -> artifact("example.com/app:v1").verify(policy))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining(named);
        assertThat(accepts(policy, artifact("other.org/app:v1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"default\":[]}",
                "{\"default\":[{\"type\":\"reject\"}],\"more\":1}",
                "{\"default\":[{\"type\":\"reject\",\"more\":1}]}",
                "{\"default\":[{\"type\":\"reject\"}],\"default\":[{\"type\":\"reject\"}]}",
                "{\"default\":[{\"type\":\"acceptAnything\"}]}",
                "{\"default\":[{\"type\":\"insecureAcceptAnything\"}],\"transports\":{\"docker\":{\"a.b\":[]}}}",
                "{\"default\":[{\"type\":\"sigstoreSigned\"}]}",
                "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyDatas\":[]}]}",
                "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyData\":\"AA==\",\"keyPath\":\"/x\"}]}",
                "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyData\":\"AA==\"}]}",
                "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyData\":\"*\"}]}",
                "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyPath\":\"/x\",\"signedIdentity\":{\"type\":\"any\"}}]}",
                "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyPath\":\"/x\",\"signedIdentity\":{\"type\":\"matchExact\",\"x\":1}}]}",
                "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyPath\":\"/x\",\"signedIdentity\":{\"type\":\"exactReference\"}}]}",
            })
    void a_policy_with_unknown_or_missing_members_is_refused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(InvalidConfigurationException.class);
    }
}
