package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.portolan.http.ScriptedRegistry.manifest;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.ThrottledException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How registries answer about referrers, odd ways included. */
class ReferrerAnswersTest {
    private static final ImageManifest SUBJECT =
            ImageManifest.builder().artifactType("application/x.subject").build();
    private static final ImageManifest SIGNATURE = ImageManifest.builder()
            .artifactType("application/x.signature")
            .annotation("org.example.by", "sailor")
            .subject(SUBJECT.descriptor())
            .build();
    private static final ImageManifest BILL = ImageManifest.builder()
            .artifactType("application/x.bill")
            .subject(SUBJECT.descriptor())
            .build();
    private static final String LIST = "/v2/demo/tree/referrers/" + SUBJECT.digest();
    private static final String FALLBACK =
            "/v2/demo/tree/manifests/sha256-" + SUBJECT.digest().hex();

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    private static ImageIndex list(Descriptor... referrers) {
        return ImageIndex.builder().manifests(List.of(referrers)).build();
    }

    private List<Descriptor> referrers(String artifactType) {
        return registry.repository()
                .capability(Referrers.class)
                .orElseThrow()
                .referrers(SUBJECT.digest(), artifactType)
                .toList();
    }

    @Test
    void an_unfiltered_list_is_filtered_by_the_client() {
        registry.on(
                "GET",
                LIST + "?artifactType=application/x.bill",
                manifest(list(SIGNATURE.asReferrer(), BILL.asReferrer())));

        assertThat(referrers("application/x.bill")).containsExactly(BILL.asReferrer());
    }

    @Test
    void an_entry_that_is_not_a_descriptor_does_not_hide_the_others() {
        String page = new String(list(SIGNATURE.asReferrer()).bytes(), StandardCharsets.UTF_8)
                .replace("\"manifests\":[", "\"manifests\":[{\"mediaType\":\"\",\"digest\":\"_uploads\",\"size\":1},");
        registry.on(
                "GET",
                LIST,
                aResponse().withHeader("Content-Type", MediaTypes.IMAGE_INDEX).withBody(page));

        assertThat(referrers("")).containsExactly(SIGNATURE.asReferrer());
    }

    @Test
    void referrers_have_their_annotations() {
        registry.on("GET", LIST, manifest(list(SIGNATURE.asReferrer())));

        assertThat(referrers("").get(0).annotation("org.example.by")).contains("sailor");
    }

    @Test
    void a_referrer_without_artifact_type_gets_that_of_its_manifest() {
        ImageManifest old = ImageManifest.builder()
                .config(Descriptor.of("application/x.config", new byte[1]))
                .subject(SUBJECT.descriptor())
                .build();
        registry.on(
                "GET",
                LIST,
                manifest(list(Descriptor.of(MediaTypes.IMAGE_MANIFEST, old.digest(), old.bytes().length))));
        registry.on("GET", "/v2/demo/tree/manifests/" + old.digest(), manifest(old));

        assertThat(referrers("").get(0).artifactType()).contains("application/x.config");
    }

    @Test
    void without_a_referrers_list_the_fallback_tag_is_read() {
        registry.on("GET", LIST, status(404));
        registry.on("GET", FALLBACK, manifest(list(BILL.asReferrer())));

        assertThat(referrers("")).containsExactly(BILL.asReferrer());
    }

    @Test
    void with_an_empty_referrers_list_the_fallback_tag_is_read_too() {
        registry.on("GET", LIST, manifest(list()));
        registry.on("GET", FALLBACK, manifest(list(BILL.asReferrer())));

        assertThat(referrers("")).containsExactly(BILL.asReferrer());
    }

    @Test
    void a_fallback_tag_that_is_the_subject_itself_is_not_a_list() {
        registry.on("GET", LIST, status(404));
        registry.on("GET", FALLBACK, manifest(SUBJECT));

        assertThat(referrers("")).isEmpty();
    }

    @Test
    void throttling_is_not_mistaken_for_a_missing_referrers_list() {
        registry.on("GET", LIST, status(429));

        assertThatThrownBy(() -> referrers("")).isInstanceOf(ThrottledException.class);
        assertThat(registry.requests()).noneMatch(line -> line.contains("sha256-"));
    }

    private void put(ResponseDefinitionBuilder answer) {
        registry.on("PUT", "/v2/demo/tree/manifests/" + BILL.digest(), answer);
        registry.on("GET", FALLBACK, manifest(list(SIGNATURE.asReferrer())));
        registry.on("PUT", FALLBACK, status(201));

        registry.repository().put(BILL.digest(), BILL);
    }

    @Test
    void if_the_registry_confirms_the_subject_no_fallback_tag_is_written() {
        put(status(201).withHeader("OCI-Subject", SUBJECT.digest().toString()));

        assertThat(registry.requests()).hasSize(1);
    }

    private void fallbackIsKept() {
        assertThat(registry.requests()).endsWith("GET " + FALLBACK, "PUT " + FALLBACK);
        Manifest written = Manifest.parse(registry.received().get(2).getBody());
        assertThat(written.children()).containsExactly(SIGNATURE.asReferrer(), BILL.asReferrer());
    }

    @Test
    void if_the_registry_does_not_confirm_the_subject_the_fallback_tag_is_updated() {
        put(status(201));

        fallbackIsKept();
    }

    @Test
    void if_the_registry_confirms_another_subject_the_fallback_tag_is_updated() {
        put(status(201).withHeader("OCI-Subject", SIGNATURE.digest().toString()));

        fallbackIsKept();
    }

    @Test
    void a_referrer_that_another_process_has_overwritten_is_added_again() {
        ImageManifest other = ImageManifest.builder()
                .artifactType("application/x.other")
                .subject(SUBJECT.descriptor())
                .build();
        registry.on("PUT", "/v2/demo/tree/manifests/" + BILL.digest(), status(201));
        registry.on(
                "GET",
                FALLBACK,
                manifest(list(SIGNATURE.asReferrer())),
                manifest(list(SIGNATURE.asReferrer(), other.asReferrer())),
                manifest(list(SIGNATURE.asReferrer(), other.asReferrer(), BILL.asReferrer())));
        registry.on("PUT", FALLBACK, status(201));

        registry.repository().put(BILL.digest(), BILL);

        assertThat(registry.requests())
                .containsExactly(
                        "PUT /v2/demo/tree/manifests/" + BILL.digest(),
                        "GET " + FALLBACK,
                        "PUT " + FALLBACK,
                        "GET " + FALLBACK,
                        "PUT " + FALLBACK,
                        "GET " + FALLBACK);
        assertThat(Manifest.parse(registry.received().get(4).getBody()).children())
                .containsExactly(SIGNATURE.asReferrer(), other.asReferrer(), BILL.asReferrer());
    }

    private static final String MANIFEST = "/v2/demo/tree/manifests/" + BILL.digest();

    private Repository delete(ResponseDefinitionBuilder looked, ImageIndex... lists) {
        registry.on("GET", MANIFEST, manifest(BILL));
        registry.on("DELETE", MANIFEST, status(202));
        registry.on("HEAD", MANIFEST, looked);
        registry.on(
                "GET",
                FALLBACK,
                Stream.of(lists).map(ScriptedRegistry::manifest).toArray(ResponseDefinitionBuilder[]::new));
        registry.on("PUT", FALLBACK, status(201));

        Repository repository = registry.repository();
        repository.capability(Deletes.class).orElseThrow().deleteManifest(BILL.digest());
        return repository;
    }

    @Test
    void a_deletion_that_nobody_disturbs_looks_at_the_list_once_more() {
        delete(status(404), list(SIGNATURE.asReferrer(), BILL.asReferrer()), list(SIGNATURE.asReferrer()));

        assertThat(registry.requests())
                .containsExactly(
                        "GET " + MANIFEST,
                        "DELETE " + MANIFEST,
                        "GET " + FALLBACK,
                        "PUT " + FALLBACK,
                        "GET " + FALLBACK);
    }

    @Test
    void a_referrer_that_is_not_listed_is_deleted_without_writing_the_list() {
        delete(status(404), list(SIGNATURE.asReferrer()));

        assertThat(registry.requests()).containsExactly("GET " + MANIFEST, "DELETE " + MANIFEST, "GET " + FALLBACK);
    }

    /** Two processes delete at the same time, and both have read the list before the other one has written it. */
    @Test
    void a_deleted_referrer_that_another_process_has_listed_again_is_removed_again() {
        ImageManifest deletedThere = ImageManifest.builder()
                .artifactType("application/x.other")
                .subject(SUBJECT.descriptor())
                .build();

        delete(
                status(404),
                list(SIGNATURE.asReferrer(), BILL.asReferrer(), deletedThere.asReferrer()),
                list(SIGNATURE.asReferrer(), BILL.asReferrer()),
                list(SIGNATURE.asReferrer()));

        assertThat(registry.requests())
                .containsExactly(
                        "GET " + MANIFEST,
                        "DELETE " + MANIFEST,
                        "GET " + FALLBACK,
                        "PUT " + FALLBACK,
                        "GET " + FALLBACK,
                        "HEAD " + MANIFEST,
                        "PUT " + FALLBACK,
                        "GET " + FALLBACK);
        assertThat(Manifest.parse(registry.received().get(6).getBody()).children())
                .containsExactly(SIGNATURE.asReferrer());
    }

    @Test
    void a_deleted_referrer_that_another_process_has_pushed_again_stays_in_the_list() {
        delete(
                manifest(BILL),
                list(SIGNATURE.asReferrer(), BILL.asReferrer()),
                list(SIGNATURE.asReferrer(), BILL.asReferrer()));

        assertThat(registry.requests()).endsWith("GET " + FALLBACK, "HEAD " + MANIFEST);
        assertThat(registry.requests()).filteredOn(("PUT " + FALLBACK)::equals).hasSize(1);
    }

    @Test
    void a_referrer_that_is_deleted_and_pushed_again_is_listed() {
        Repository repository = delete(status(404), list(BILL.asReferrer()), list());
        registry.on("PUT", MANIFEST, status(201));
        registry.on("GET", FALLBACK, manifest(list()), manifest(list(BILL.asReferrer())));

        repository.put(BILL.digest(), BILL);

        assertThat(registry.received())
                .filteredOn(request -> request.getMethod().isOneOf(RequestMethod.PUT))
                .last()
                .satisfies(request ->
                        assertThat(Manifest.parse(request.getBody()).children()).containsExactly(BILL.asReferrer()));
    }

    @Test
    void a_referrer_that_somebody_has_removed_since_is_not_added_again() {
        registry.on("PUT", "/v2/demo/tree/manifests/" + BILL.digest(), status(201));
        registry.on("PUT", "/v2/demo/tree/manifests/" + SIGNATURE.digest(), status(201));
        registry.on("PUT", FALLBACK, status(201));
        registry.on(
                "GET",
                FALLBACK,
                status(404),
                manifest(list(BILL.asReferrer())),
                status(404),
                manifest(list(SIGNATURE.asReferrer())));
        Repository repository = registry.repository();
        repository.put(BILL.digest(), BILL);

        registry.time.turn(Duration.ofMinutes(1));
        repository.put(SIGNATURE.digest(), SIGNATURE);

        assertThat(registry.received())
                .filteredOn(request -> request.getMethod().isOneOf(RequestMethod.PUT))
                .last()
                .satisfies(
                        request -> assertThat(Manifest.parse(request.getBody()).children())
                                .containsExactly(SIGNATURE.asReferrer()));
    }

    @Test
    void a_referrer_that_is_in_the_fallback_list_already_is_not_written_again() {
        registry.on("PUT", "/v2/demo/tree/manifests/v1", status(201));
        registry.on("GET", FALLBACK, manifest(list(BILL.asReferrer())));

        registry.repository().put(Tag.of("v1"), BILL);

        assertThat(registry.requests()).doesNotContain("PUT " + FALLBACK);
    }

    @Test
    void a_document_that_is_not_an_index_is_not_a_list() {
        registry.on("GET", LIST, aResponse().withBody("{\"manifests\":[]}"));
        registry.on("GET", FALLBACK, status(404));

        assertThat(referrers("")).isEmpty();
    }

    @Test
    void a_fallback_tag_that_is_the_subject_itself_is_replaced_by_a_list() {
        registry.on("PUT", "/v2/demo/tree/manifests/" + BILL.digest(), status(201));
        registry.on("GET", FALLBACK, manifest(SUBJECT));
        registry.on("PUT", FALLBACK, status(201));

        registry.repository().put(BILL.digest(), BILL);

        assertThat(Manifest.parse(registry.received().get(2).getBody()).children())
                .containsExactly(BILL.asReferrer());
    }

    @Test
    void a_fallback_tag_that_is_not_a_list_is_left_alone() {
        registry.on("PUT", "/v2/demo/tree/manifests/" + BILL.digest(), status(201));
        registry.on("GET", FALLBACK, manifest(SIGNATURE));

        assertThatThrownBy(() -> registry.repository().put(BILL.digest(), BILL))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("sha256-" + SUBJECT.digest().hex());
        assertThat(registry.requests()).doesNotContain("PUT " + FALLBACK);
    }

    @Test
    void an_unreadable_list_is_left_alone() {
        registry.on("PUT", "/v2/demo/tree/manifests/" + BILL.digest(), status(201));
        registry.on("GET", FALLBACK, aResponse().withBody(new byte[Manifest.LARGEST + 1]));

        assertThatThrownBy(() -> registry.repository().put(BILL.digest(), BILL))
                .isInstanceOf(InvalidManifestException.class);
        assertThat(registry.requests()).doesNotContain("PUT " + FALLBACK);
    }

    /** 200 with an empty list from a registry without a referrers API: the fallback tag is still read. */
    @Test
    void an_empty_referrers_list_does_not_hide_the_fallback_tag() {
        registry.on("GET", LIST, manifest(list()));
        registry.on("PUT", "/v2/demo/tree/manifests/" + BILL.digest(), status(201));
        registry.on("GET", FALLBACK, status(404), manifest(list(BILL.asReferrer())));
        registry.on("PUT", FALLBACK, status(201));
        Repository repository = registry.repository();

        repository.put(BILL.digest(), BILL);

        assertThat(repository.capability(Referrers.class).orElseThrow().referrers(SUBJECT.digest()))
                .containsExactly(BILL.asReferrer());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 404, 429, 500, 503})
    void a_redirect_to_a_web_page_means_no_referrers_list(int status) {
        try (ScriptedSite site = ScriptedSite.start(aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "text/html")
                .withBody("<!DOCTYPE html><html></html>"))) {
            registry.on("GET", LIST, status(303).withHeader("Location", site.at("/packages")));
            registry.on("GET", FALLBACK, manifest(list(BILL.asReferrer())));

            assertThat(referrers("")).containsExactly(BILL.asReferrer());
            assertThat(site.requests()).isEqualTo(1);
            assertThat(registry.time.pauses()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/login",
                "http://no-such-host.invalid/login",
                "https://127.0.0.1:1/login",
                "ftp://127.0.0.1/list",
                "LIST"
            })
    void a_redirect_that_leads_nowhere_means_that_there_is_no_list(String location) {
        registry.on("GET", LIST, status(302).withHeader("Location", location.replace("LIST", LIST)));
        registry.on("GET", FALLBACK, manifest(list(BILL.asReferrer())));

        assertThat(referrers("")).containsExactly(BILL.asReferrer());
        assertThat(registry.time.pauses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 400, 404, 405, 406, 410, 501})
    void a_response_without_a_list_means_that_there_is_none(int status) {
        registry.on("GET", LIST, status(status));
        registry.on("GET", FALLBACK, manifest(list(BILL.asReferrer())));

        assertThat(referrers("")).containsExactly(BILL.asReferrer());
    }

    @Test
    void a_redirect_to_another_host_that_lists_is_followed() {
        try (ScriptedSite site = ScriptedSite.start(manifest(list(BILL.asReferrer())))) {
            registry.on("GET", LIST, status(307).withHeader("Location", site.at("/list")));

            assertThat(referrers("")).containsExactly(BILL.asReferrer());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<!DOCTYPE html><html></html>", "", "[]", "null", "welcome", "{\"errors\":[]}"})
    void a_response_that_is_not_an_index_means_no_referrers_list(String body) {
        registry.on(
                "GET", LIST, aResponse().withHeader("Content-Type", "text/html").withBody(body));
        registry.on("GET", FALLBACK, manifest(list(BILL.asReferrer())));

        assertThat(referrers("")).containsExactly(BILL.asReferrer());
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 410, 418})
    void a_web_page_of_the_registry_itself_means_no_referrers_list(int status) {
        registry.on(
                "GET",
                LIST,
                status(status).withHeader("Content-Type", "text/html").withBody("<html></html>"));
        registry.on("GET", FALLBACK, manifest(list(BILL.asReferrer())));

        assertThat(referrers("")).containsExactly(BILL.asReferrer());
    }

    @Test
    void denied_access_is_not_mistaken_for_a_missing_referrers_list() {
        registry.on("GET", LIST, status(403).withBody("{\"errors\":[{\"code\":\"DENIED\"}]}"));

        assertThatThrownBy(() -> referrers("")).isInstanceOf(DeniedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/vnd.oci.empty.v1+json", "application/wrong"})
    void a_missing_or_wrong_type_in_the_fallback_list_hides_nothing(String type) {
        Descriptor entry = Descriptor.of(BILL.mediaType(), BILL.digest(), BILL.bytes().length);
        registry.on("GET", LIST + "?artifactType=application/x.bill", status(404));
        registry.on(
                "GET",
                FALLBACK,
                manifest(list(type.isEmpty() ? entry : entry.withArtifactType(type), SIGNATURE.asReferrer())));
        registry.on("GET", "/v2/demo/tree/manifests/" + BILL.digest(), manifest(BILL));
        registry.on("GET", "/v2/demo/tree/manifests/" + SIGNATURE.digest(), manifest(SIGNATURE));

        assertThat(referrers("application/x.bill"))
                .extracting(Descriptor::digest)
                .containsExactly(BILL.digest());
    }
}
