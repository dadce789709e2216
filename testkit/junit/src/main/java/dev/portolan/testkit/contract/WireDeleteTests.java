package dev.portolan.testkit.contract;

import static dev.portolan.testkit.contract.DistributionCapability.DELETE_BLOBS;
import static dev.portolan.testkit.contract.DistributionCapability.DELETE_MANIFESTS;
import static dev.portolan.testkit.contract.DistributionCapability.DELETE_TAGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.testkit.contract.Wire.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class WireDeleteTests extends WireTests {
    private Response delete(String rest) {
        return wire().send("DELETE", wire().path(rest));
    }

    @Test
    void a_tag_is_deleted_and_its_manifest_stays() {
        requires(DELETE_TAGS);
        ImageManifest manifest = manifest().build();
        put("tagtest0", manifest);
        put("tagtest1", manifest);

        assertThat(delete("manifests/tagtest0").status()).isEqualTo(202);

        assertThat(get("manifests/tagtest0").status()).isEqualTo(404);
        assertThat(get("manifests/tagtest1").status()).isEqualTo(200);
        assertThat(get("manifests/" + manifest.digest()).status()).isEqualTo(200);
        assertThat(json(get("tags/list")).strings("tags")).containsExactly("tagtest1");
    }

    @Test
    void a_manifest_is_deleted_with_its_tags() {
        requires(DELETE_MANIFESTS);
        ImageManifest manifest = manifest().build();
        put("tagtest0", manifest);

        assertThat(delete("manifests/" + manifest.digest()).status()).isEqualTo(202);

        assertThat(head("manifests/" + manifest.digest()).status()).isEqualTo(404);
        assertThat(get("manifests/tagtest0").status()).isEqualTo(404);
        assertThat(json(get("tags/list")).strings("tags")).isEmpty();
        assertThat(delete("manifests/" + manifest.digest()).status()).isEqualTo(404);
    }

    @Test
    void a_blob_is_deleted() {
        requires(DELETE_BLOBS);
        Digest digest = push(fresh(100));

        assertThat(delete("blobs/" + digest).status()).isEqualTo(202);

        assertThat(head("blobs/" + digest).status()).isEqualTo(404);
        assertThat(get("blobs/" + digest).status()).isEqualTo(404);
        assertThat(delete("blobs/" + digest).status()).isEqualTo(404);
    }

    @Test
    void deleting_missing_content_is_404() {
        requires(DELETE_TAGS, DELETE_MANIFESTS, DELETE_BLOBS);
        push(fresh(10));

        assertThat(delete("manifests/absent").status()).isEqualTo(404);
        assertThat(delete("manifests/" + Digest.sha256(fresh(3))).status()).isEqualTo(404);
        assertThat(delete("blobs/" + Digest.sha256(fresh(3))).status()).isEqualTo(404);
    }

    @Test
    void a_delete_is_accepted_or_refused_with_400_or_405() {
        ImageManifest manifest = manifest().build();
        put("tagtest0", manifest);

        assertThat(delete("manifests/tagtest0").status()).isIn(statuses(DELETE_TAGS));
        assertThat(delete("manifests/" + manifest.digest()).status()).isIn(statuses(DELETE_MANIFESTS));
        assertThat(delete("blobs/" + manifest.config().digest()).status()).isIn(statuses(DELETE_BLOBS));
    }

    private List<Integer> statuses(DistributionCapability capability) {
        return has(capability) ? List.of(202) : List.of(400, 405);
    }
}
