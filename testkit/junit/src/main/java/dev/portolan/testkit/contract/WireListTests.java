package dev.portolan.testkit.contract;

import static dev.portolan.testkit.contract.DistributionCapability.CATALOG;
import static dev.portolan.testkit.contract.DistributionCapability.REFERRERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.testkit.contract.Wire.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

abstract class WireListTests extends WireTests {
    private static final String TYPE_A = "application/vnd.example.peanut.v1";
    private static final String TYPE_B = "application/vnd.example.jam.v1+json";

    private List<String> tag(String... tags) {
        ImageManifest manifest = manifest().build();
        for (String tag : tags) {
            put(tag, manifest);
        }
        return List.of(tags);
    }

    @Test
    void all_tags_are_listed_in_order() {
        tag("test3", "test0", "test2", "test1");

        assertThat(tags("")).containsExactly("test0", "test1", "test2", "test3");
    }

    @Test
    void n_limits_the_number_of_tags() {
        tag("test0", "test1", "test2", "test3");

        assertThat(tags("?n=2")).containsExactly("test0", "test1");
        assertThat(tags("?n=4")).hasSize(4);
        assertThat(tags("?n=100")).hasSize(4);
    }

    @Test
    void n_of_0_is_an_empty_list_without_a_link() {
        tag("test0");

        assertThat(tags("?n=0")).isEmpty();
        assertThat(get("tags/list?n=0").header("Link")).isEmpty();
    }

    @Test
    void last_is_the_tag_before_the_first_result() {
        tag("test0", "test1", "test2", "test3");

        assertThat(tags("?last=test1")).containsExactly("test2", "test3");
        assertThat(tags("?n=1&last=test1")).containsExactly("test2");
        assertThat(tags("?last=test1a")).containsExactly("test2", "test3");
        assertThat(tags("?last=zzz")).isEmpty();
    }

    @Test
    void a_malformed_n_is_400() {
        tag("test0");

        for (String n : List.of("-1", "x", "1.5", "99999999999999999999", "")) {
            assertThat(get("tags/list?n=" + n).status()).as(n).isEqualTo(400);
        }
    }

    @Test
    void the_links_lead_through_all_pages() {
        List<String> all = tag("a", "b", "c", "d", "e");
        List<String> seen = new ArrayList<>();
        Optional<String> next = Optional.of(wire().path("tags/list?n=2"));

        while (next.isPresent()) {
            Response page = wire().send("GET", next.get());
            assertThat(json(page).strings("tags")).hasSizeBetween(1, 2);
            seen.addAll(json(page).strings("tags"));
            next = page.header("Link").map(WireListTests::target);
        }

        assertThat(seen).isEqualTo(all);
    }

    private static String target(String link) {
        assertThat(link).endsWith("rel=\"next\"");
        return link.substring(link.indexOf('<') + 1, link.indexOf('>'));
    }

    @Test
    void the_tags_of_a_missing_repository_are_404() {
        Response answer = get("tags/list");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(errorCode(answer)).isEqualTo("NAME_UNKNOWN");
    }

    @Test
    void the_catalog_lists_repositories() {
        requires(CATALOG);
        tag("test0");

        Response all = wire().send("GET", "/v2/_catalog");

        assertThat(json(all).strings("repositories")).contains(wire().name());
        assertThat(json(wire().send("GET", "/v2/_catalog?n=1")).strings("repositories"))
                .hasSize(1);
    }

    private ImageManifest attach(Descriptor subject, String artifactType, String note) {
        ImageManifest referrer = manifest()
                .artifactType(artifactType)
                .annotation("org.opencontainers.conformance", note)
                .subject(subject)
                .build();
        Response answer = put(referrer.digest().toString(), referrer);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("OCI-Subject")).contains(subject.digest().toString());
        return referrer;
    }

    @Test
    void a_missing_manifest_has_no_referrers() {
        requires(REFERRERS);
        assertThat(digests(referrers(Digest.sha256(fresh(3)), ""))).isEmpty();
        push(fresh(3));
        assertThat(digests(referrers(Digest.sha256(fresh(3)), ""))).isEmpty();
    }

    @Test
    void referrers_are_listed_before_and_after_their_subject_is_pushed() {
        requires(REFERRERS);
        ImageManifest subject = manifest().build();
        ImageManifest before = attach(subject.descriptor(), TYPE_A, "before");
        put("tagtest0", subject);
        ImageManifest after = attach(subject.descriptor(), TYPE_B, "after");

        Response answer = referrers(subject.digest(), "");

        assertThat(digests(answer))
                .containsExactlyInAnyOrder(
                        before.digest().toString(), after.digest().toString());
        JsonObject first = json(answer).objects("manifests").stream()
                .filter(each ->
                        each.requiredString("digest").equals(before.digest().toString()))
                .findFirst()
                .orElseThrow();
        assertThat(first.requiredString("mediaType")).isEqualTo(MediaTypes.IMAGE_MANIFEST);
        assertThat(first.requiredInteger("size")).isEqualTo(before.bytes().length);
        assertThat(first.requiredString("artifactType")).isEqualTo(TYPE_A);
        assertThat(first.stringMap("annotations")).isEqualTo(Map.of("org.opencontainers.conformance", "before"));
    }

    @Test
    void referrers_are_filtered_by_artifact_type() {
        requires(REFERRERS);
        ImageManifest subject = manifest().build();
        attach(subject.descriptor(), TYPE_A, "one");
        ImageManifest other = attach(subject.descriptor(), TYPE_B, "two");

        Response answer = referrers(subject.digest(), "?artifactType=" + TYPE_B.replace("+", "%2B"));

        assertThat(digests(answer)).containsExactly(other.digest().toString());
        assertThat(digests(referrers(subject.digest(), "?artifactType=a/b"))).isEmpty();
    }

    @Test
    void a_referrer_without_artifact_type_has_that_of_its_config() {
        requires(REFERRERS);
        ImageManifest subject = manifest().build();
        ImageManifest referrer = ImageManifest.builder()
                .config(pushed(TYPE_A, fresh(33)))
                .subject(subject.descriptor())
                .build();
        put(referrer.digest().toString(), referrer);

        Response answer = referrers(subject.digest(), "?artifactType=" + TYPE_A);

        assertThat(digests(answer)).containsExactly(referrer.digest().toString());
        assertThat(json(answer).objects("manifests").get(0).requiredString("artifactType"))
                .isEqualTo(TYPE_A);
    }

    @Test
    void an_index_can_be_a_referrer_without_an_artifact_type() {
        requires(REFERRERS);
        ImageManifest child = manifest().build();
        put("child", child);
        Manifest index = ImageIndex.builder()
                .manifest(child.descriptor())
                .subject(child.descriptor())
                .build();

        Response put = put(index.digest().toString(), index);

        assertThat(put.header("OCI-Subject")).contains(child.digest().toString());
        JsonObject listed =
                json(referrers(child.digest(), "")).objects("manifests").get(0);
        assertThat(listed.requiredString("mediaType")).isEqualTo(MediaTypes.IMAGE_INDEX);
        assertThat(listed.members()).doesNotContainKey("artifactType");
    }
}
