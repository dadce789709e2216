package dev.portolan.http.repository;

import static dev.portolan.http.repository.FakeRegistry.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.OciException;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that a registry or another program made up: it costs little to read, and does not get into an address. */
class ForeignTextTest {
    private static final int LENGTH = 64 << 10;

    private static Response response(String header, String value) {
        return new Response(
                URI.create("https://sea.example/v2/x"),
                200,
                Map.of(header, List.of(value)),
                ResponseBody.of(new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", ";", ",", "<", ">", "\"", "=", "a", "0", "%", "?", "\\", ":", "-", "/", "rel="})
    void headers_of_one_repeated_character_are_read_in_linear_time(String character) {
        String long64k = character.repeat(LENGTH / character.length());
        List<String> starts =
                List.of("", "</x>; rel=", "</x>;", "</x>; rel=\"", "<", "bytes ", "bytes 0-", "0-", "299 ", "299 - \"");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String start : starts) {
                Links.next(response("Link", start + long64k));
                Links.next(response("Link", start + long64k + "!"));
                ContentRange.of(response("Content-Range", start + long64k));
                UploadSession.of(URI.create("https://sea.example/x"), response("Range", start + long64k), 0);
                UploadSession.of(
                        URI.create("https://sea.example/x"), response("OCI-Chunk-Min-Length", start + long64k), 0);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "</p2>; rel=\"next\"|https://sea.example/p2",
                "</p2>;rel=next|https://sea.example/p2",
                "</p2>; title=x ; REL = \"prev NEXT\"|https://sea.example/p2",
                "</p1>; rel=prev, </p2>; rel=next|https://sea.example/p2",
                "<</p2>; rel=next|https://sea.example/p2",
                "</p2>; rel=nextish|",
                "</p2>; rel=|",
                "</p2>; notrel=next|",
                "</p2; rel=next|",
            })
    void the_next_page_is_the_link_whose_relation_is_next(String header, String next) {
        assertThat(Links.next(response("Link", header)).map(URI::toString).orElse(null))
                .isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"other/manifests/v1", "a:b", "v1@sha256", "a+b", "x/../../y", "docker.io/library/alpine:3.18"})
    void a_layout_name_that_is_not_a_tag_is_refused_before_any_request(String name) {
        FakeRegistry registry = new FakeRegistry(request -> answer(request, 200, Map.of(), "{}"));
        Manifests manifests = new Manifests(registry.api());
        ImageManifest manifest =
                ImageManifest.builder().artifactType("application/x.test").build();
        Tag tag = Tag.ofRefName(name);

        List<Runnable> all = List.of(
                () -> manifests.get(tag),
                () -> manifests.head(tag),
                () -> manifests.put(tag, manifest),
                () -> manifests.delete(tag));

        for (Runnable one : all) {
            assertThatExceptionOfType(InvalidReferenceException.class)
                    .isThrownBy(one::run)
                    .withMessageMatching("tag .* is malformed: character [0-9]+ is .*; use 1 to 128 letters.*");
        }
        assertThat(registry.requests).isEmpty();
    }

    @Test
    void a_malformed_repository_is_refused_before_any_request() {
        FakeRegistry registry = new FakeRegistry(request -> answer(request, 200, Map.of(), "{}"));

        for (String name : List.of("../x", "a//b", "a/../b", "A", "a?b", "a#b", "a%2fb", "/a", "a/")) {
            assertThatExceptionOfType(OciException.class)
                    .as(name)
                    .isThrownBy(() -> new Api(registry.api().connection(), Mirrors.none(), name));
        }
    }
}
