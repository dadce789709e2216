package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.error.UntrustedException;
import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.FakeTransport;
import dev.portolan.fake.Sample;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Platform;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerificationRequest;
import dev.portolan.signature.VerifiedSignature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A copy with a policy moves nothing that the policy does not trust. */
class CopyTrustTest extends CopyTest {
    private final List<VerificationRequest> asked = Collections.synchronizedList(new ArrayList<>());

    private TrustPolicy trusting(Manifest... manifests) {
        Set<Digest> trusted = Stream.of(manifests).map(Manifest::digest).collect(Collectors.toSet());
        return request -> {
            asked.add(request);
            if (!trusted.contains(request.manifest().digest())) {
                throw request.untrusted(List.of("not signed"));
            }
            return List.of(VerifiedSignature.of("test", request.manifest().digest(), "me"));
        };
    }

    private CopyOptions requiring(Manifest... trusted) {
        return CopyOptions.defaults().requiring(trusting(trusted));
    }

    @Test
    void an_untrusted_manifest_transfers_no_blob() {
        sourceHas(Sample.image("image", blob("a")), "a");

        assertThatThrownBy(() -> copy(requiring()))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("not signed")
                .hasMessageContaining("source");

        assertThat(target.log()).isEmpty();
        assertThat(source.log()).containsExactly("manifest v1");
    }

    @Test
    void a_trusted_manifest_is_copied_by_the_digest_that_was_verified() {
        ImageManifest first = sourceHas(Sample.image("image", blob("a")), "a");
        ImageManifest other = Sample.image("other", blob("a"));
        TrustPolicy moving = request -> {
            source.tagged("v1", other);
            return trusting(first).verify(request);
        };

        copy(CopyOptions.defaults().requiring(moving));

        assertThat(target.manifest(V1)).map(Manifest::digest).contains(first.digest());
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).reference().tag()).contains(V1);
    }

    @Test
    void a_signed_index_covers_its_platforms() {
        ImageManifest amd = Sample.image("amd", blob("a"));
        ImageIndex index = indexOf(amd);

        copy(requiring(index).toBuilder().platform("linux/amd64").build());

        assertThat(target.manifest(V1)).map(Manifest::digest).contains(amd.digest());
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_platform_may_have_its_own_signature() {
        ImageManifest amd = Sample.image("amd", blob("a"));
        indexOf(amd);

        copy(requiring(amd).toBuilder().platform("linux/amd64").build());

        assertThat(target.manifest(V1)).map(Manifest::digest).contains(amd.digest());
    }

    /** A rule for a tag must not be avoided by a platform of it. */
    @Test
    void a_platform_is_verified_under_the_name_that_the_user_gave() {
        ImageManifest amd = Sample.image("amd", blob("a"));
        indexOf(amd);

        copy(requiring(amd).toBuilder().platform("linux/amd64").build());

        assertThat(asked).hasSize(2).allSatisfy(request -> {
            assertThat(request.reference().tag()).contains(V1);
            assertThat(request.reference().digest()).isEmpty();
        });
        assertThat(asked.get(1).manifest().digest()).isEqualTo(amd.digest());
    }

    @Test
    void a_signed_platform_does_not_cover_the_index() {
        ImageManifest amd = Sample.image("amd", blob("a"));
        indexOf(amd);

        assertThatThrownBy(() -> copy(requiring(amd))).isInstanceOf(UntrustedException.class);
        assertThat(target.log()).isEmpty();
    }

    @Test
    void if_the_index_is_untrusted_each_platform_must_be_trusted() {
        ImageManifest amd = Sample.image("amd", blob("a"));
        ImageManifest arm = Sample.image("arm", blob("a"));
        ImageManifest ppc = Sample.image("ppc", blob("a"));
        source.with("a").with(amd, arm, ppc);
        sourceHas(Sample.index(
                "index",
                Sample.on("linux/amd64", amd),
                Sample.on("linux/arm64", arm),
                Sample.on("linux/ppc64le", ppc)));
        List<Platform> both = List.of(Platform.parse("linux/amd64"), Platform.parse("linux/arm64"));

        assertThatThrownBy(() -> copy(requiring(amd).toBuilder().platforms(both).build()))
                .isInstanceOf(UntrustedException.class);
        assertThat(target.log()).isEmpty();

        copy(requiring(amd, arm).toBuilder().platforms(both).build());
        assertThat(target.manifest(V1)).isPresent();
    }

    private ImageIndex indexOf(ImageManifest amd) {
        source.with("a").with(amd);
        return sourceHas(Sample.index("index", Sample.on("linux/amd64", amd)));
    }

    @Test
    void a_pull_of_one_platform_asks_for_the_index_once() {
        FakeTransport transport = new FakeTransport("registry");
        FakeRepository stored = transport.at("example.com/app:v1");
        ImageManifest amd = Sample.image("amd", blob("a"));
        ImageIndex index = Sample.index("index", Sample.on("linux/amd64", amd));
        stored.with("a").with(amd).tagged("v1", index);
        try (OciClient client = OciClient.of(transport)) {
            CopyOptions how =
                    requiring(index).toBuilder().platform("linux/amd64").build();

            client.at("example.com/app:v1").with(how).pull(target);

            assertThat(asked).hasSize(1);
            assertThat(asked.get(0).reference()).hasToString("example.com/app:v1");
            assertThatThrownBy(() ->
                            client.at("example.com/app:v1").with(requiring()).pull(target))
                    .isInstanceOf(RuntimeException.class);
        }
    }
}
