package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidManifestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String LAYER = "{\"mediaType\":\"application/x\",\"digest\":\"" + DIGEST + "\",\"size\":3}";
    private static final String IMAGE = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.IMAGE_MANIFEST
            + "\",\"config\":" + LAYER + ",\"layers\":[" + LAYER + "]}";
    private static final String INDEX =
            "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.IMAGE_INDEX + "\",\"manifests\":[" + LAYER + "]}";

    private static Manifest parse(String json) {
        return Manifest.parse(bytes(json));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static void refused(String json, String says) {
        refused(json, "", says);
    }

    private static void refused(String json, String contentType, String says) {
        assertThatThrownBy(() -> Manifest.parse(bytes(json), contentType))
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining(says);
    }

    @Nested
    class Bytes {
        @Test
        void are_kept_as_they_came_with_all_white_space_and_unknown_members() {
            String json = "\n{ \"unknown\" : [ 1.50, null ],  " + IMAGE.substring(1) + " \r\n";

            assertThat(parse(json).bytes()).isEqualTo(bytes(json));
            assertThat(parse(json).descriptor()).isEqualTo(Descriptor.of(MediaTypes.IMAGE_MANIFEST, bytes(json)));
        }

        @Test
        void cannot_be_changed_from_outside() {
            byte[] given = bytes(IMAGE);
            Manifest manifest = Manifest.parse(given);
            given[0] = 0;
            manifest.bytes()[1] = 0;

            assertThat(manifest.bytes()).isEqualTo(bytes(IMAGE));
        }

        @Test
        void may_be_4_MiB_and_no_more() {
            String padding = " ".repeat(Manifest.LARGEST - IMAGE.length());

            assertThat(parse(IMAGE + padding).descriptor().size()).isEqualTo(4 << 20);
            refused(IMAGE + padding + " ", "it has 4194305 bytes, the limit is 4194304");
        }
    }

    @Nested
    class Media_type {
        @Test
        void is_the_manifests_own() {
            assertThat(parse(IMAGE)).isInstanceOf(ImageManifest.class);
            assertThat(parse(INDEX)).isInstanceOf(ImageIndex.class);
            assertThat(parse(IMAGE.replace(MediaTypes.IMAGE_MANIFEST, MediaTypes.DOCKER_MANIFEST))
                            .mediaType())
                    .isEqualTo(MediaTypes.DOCKER_MANIFEST);
            assertThat(parse(INDEX.replace(MediaTypes.IMAGE_INDEX, MediaTypes.DOCKER_MANIFEST_LIST)))
                    .isInstanceOf(ImageIndex.class);
        }

        @Test
        void that_it_came_with_stands_in_for_one_that_is_missing() {
            String json = "{\"schemaVersion\":2,\"config\":" + LAYER + "}";

            assertThat(Manifest.parse(bytes(json), MediaTypes.DOCKER_MANIFEST).mediaType())
                    .isEqualTo(MediaTypes.DOCKER_MANIFEST);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "application/json",
                    "text/plain; charset=utf-8",
                    "application/octet-stream",
                    "binary/octet-stream",
                    "*/*",
                    MediaTypes.IMAGE_MANIFEST + "," + MediaTypes.IMAGE_INDEX,
                    MediaTypes.IMAGE_MANIFEST + ", */*"
                })
        void is_told_by_the_shape_where_nobody_says_it(String contentType) {
            assertThat(Manifest.parse(bytes("{\"config\":" + LAYER + "}"), contentType)
                            .mediaType())
                    .isEqualTo(MediaTypes.IMAGE_MANIFEST);
            assertThat(Manifest.parse(bytes("{\"manifests\":[]}"), contentType).mediaType())
                    .isEqualTo(MediaTypes.IMAGE_INDEX);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    MediaTypes.IMAGE_MANIFEST + "; charset=utf-8",
                    MediaTypes.IMAGE_MANIFEST + ";a=b;c=\"d;e\"",
                    " Application/Vnd.OCI.image.manifest.v1+JSON "
                })
        void is_compared_without_parameters_and_case(String contentType) {
            assertThat(Manifest.parse(bytes(IMAGE), contentType).mediaType()).isEqualTo(MediaTypes.IMAGE_MANIFEST);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"binary/octet-stream", "application/x-tar", MediaTypes.IMAGE_INDEX + ", application/json"})
        void is_the_manifests_own_where_the_one_it_came_with_says_nothing(String contentType) {
            assertThat(Manifest.parse(bytes(IMAGE), contentType).mediaType()).isEqualTo(MediaTypes.IMAGE_MANIFEST);
        }

        @Test
        void that_contradicts_the_one_it_came_with_is_refused() {
            refused(
                    IMAGE,
                    MediaTypes.IMAGE_INDEX,
                    "its mediaType is \"" + MediaTypes.IMAGE_MANIFEST + "\", but it was sent as \""
                            + MediaTypes.IMAGE_INDEX + "\"");
            refused(IMAGE, MediaTypes.DOCKER_MANIFEST, "but it was sent as");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                {"mediaType":"text/html","config":{}}                               | "text/html" is not that of a manifest
                {"mediaType":"application/vnd.oci.image.config.v1+json"}            | is not that of a manifest
                {"mediaType":5}                                                     | "mediaType" is not a string
                {"schemaVersion":2}                                                 | no mediaType, and not exactly one of layers and manifests
                {"config":{},"manifests":[]}                                        | no mediaType, and not exactly one of layers and manifests
                {}                                                                  | no mediaType, and not exactly one of layers and manifests
                """)
        void that_is_none_of_a_manifest_is_refused(String json, String says) {
            refused(json, says);
        }

        @Test
        void that_came_from_a_login_page_is_refused() {
            refused(IMAGE, "text/html; charset=utf-8", "but it was sent as \"text/html\"");
        }
    }

    @Nested
    class Schema {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/vnd.docker.distribution.manifest.v1+json",
                    "application/vnd.docker.distribution.manifest.v1+prettyjws; charset=utf-8"
                })
        void one_is_refused_by_name_when_it_came_as_such(String contentType) {
            refused("{\"name\":\"demo\"}", contentType, "this is a Docker schema 1 manifest");
        }

        @Test
        void one_is_refused_by_name_when_it_says_so_itself() {
            refused("{\"schemaVersion\":1,\"fsLayers\":[]}", "this is a Docker schema 1 manifest");
            refused(
                    "{\"mediaType\":\"application/vnd.docker.distribution.manifest.v1+json\"}",
                    "this is a Docker schema 1 manifest");
        }

        @Test
        void three_is_not_known() {
            refused(IMAGE.replace("\"schemaVersion\":2", "\"schemaVersion\":3"), "its schemaVersion is 3, not 2");
        }
    }

    @Nested
    class Shape {
        @Test
        void of_both_kinds_is_refused_whatever_it_claims_to_be() {
            String both = "\"config\":" + LAYER + ",\"layers\":[],\"manifests\":[]}";

            refused(
                    "{\"mediaType\":\"" + MediaTypes.IMAGE_MANIFEST + "\"," + both,
                    "\"manifests\" does not belong in a " + MediaTypes.IMAGE_MANIFEST);
            refused(
                    "{\"mediaType\":\"" + MediaTypes.IMAGE_INDEX + "\"," + both,
                    "\"config\" does not belong in a " + MediaTypes.IMAGE_INDEX);
            refused("{" + both, "not exactly one of layers and manifests");
        }

        @Test
        void with_a_member_twice_is_refused() {
            refused(IMAGE.replace("\"schemaVersion\":2", "\"layers\":[],\"layers\":[]"), "layers");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                {"layers":[]}                          | "config" is missing
                {"config":null,"layers":[]}            | "config" is missing
                {"config":[],"layers":[]}              | "config" is not an object
                {"config":{},"layers":[]}              | "config.mediaType" is missing
                {"config":%s,"layers":{}}              | "layers" is not a list
                {"config":%s,"layers":[null]}          | "layers[0]" is not an object
                {"config":%s,"layers":[%s,{}]}         | "layers[1].mediaType" is missing
                {"config":%s,"annotations":{"a":1}}    | "annotations.a" is not a string
                {"config":%s,"annotations":[]}         | "annotations" is not an object
                {"config":%s,"subject":{}}             | "subject.mediaType" is missing
                {"config":%s,"artifactType":7}         | "artifactType" is not a string
                {"manifests":[{"digest":"x"}]}         | "manifests[0].mediaType" is missing
                """)
        void that_is_wrong_is_refused_with_the_path_of_the_member(String json, String says) {
            refused(json.replace("%s", LAYER), says);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                "size":3   | "size":-1                        | has a negative size
                "size":3   | "size":"3"                       | "layers[0].size" is not a whole number of 64 bits
                "size":3   | "size":3.5                       | "layers[0].size" is not a whole number of 64 bits
                "size":3   | "size":1e3                       | "layers[0].size" is not a whole number of 64 bits
                "size":3   | "size":9223372036854775808       | "layers[0].size" is not a whole number of 64 bits
                "size":3   | "size":null                      | "layers[0].size" is missing
                sha256:    | sha257:                          | "layers[0]" is not a descriptor: digest
                sha256:    | ../../                           | "layers[0]" is not a descriptor: digest
                "size":3   | "size":3,"data":"!!!!"           | -
                "size":3   | "size":3,"data":"AAAA","x":1     | -
                "size":3   | "size":3,"data":"AAA="           | -
                "size":3   | "size":3,"data":""               | -
                "size":3   | "size":3,"data":null             | -
                "size":3   | "size":3,"urls":null             | -
                "size":3   | "size":3,"platform":null         | -
                "size":3   | "size":3,"annotations":null      | -
                "size":3   | "size":3,"artifactType":null     | -
                "size":3   | "size":3,"annotations":{"a":null} | -
                "size":3   | "size":3,"urls":[null]           | -
                "size":3   | "size":3,"platform":{"os":null,"os.features":null} | -
                "size":3   | "size":3,"urls":"x"              | "layers[0].urls" is not a list
                "size":3   | "size":3,"urls":[1]              | "layers[0].urls[0]" is not a string
                "size":3   | "size":3,"platform":1            | "layers[0].platform" is not an object
                "size":3   | "size":3,"platform":{"os":1}     | "layers[0].platform.os" is not a string
                """)
        void of_a_descriptor_is_checked_too(String good, String bad, String says) {
            String json = "{\"config\":" + LAYER + ",\"layers\":[" + LAYER.replace(good, bad) + "]}";
            if (says.equals("-")) {
                assertThat(parse(json).children()).hasSize(2);
            } else {
                refused(json, says);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'config':%s,'layers':null,'manifests':null,'annotations':null,'subject':null}",
                    "{'config':%s,'schemaVersion':null,'mediaType':null,'artifactType':null}",
                    "{'config':%s,'schemaVersion':0,'mediaType':''}",
                    "{'config':%s,'annotations':{'a':null}}",
                })
        void that_has_null_or_the_zero_values_of_go_reads_as_if_they_were_absent(String json) {
            ImageManifest manifest =
                    (ImageManifest) parse(json.replace("%s", LAYER).replace('\'', '"'));

            assertThat(manifest.mediaType()).isEqualTo(MediaTypes.IMAGE_MANIFEST);
            assertThat(manifest.layers()).isEmpty();
            assertThat(manifest.annotations()).isEmpty();
            assertThat(manifest.subject()).isEmpty();
        }

        @Test
        void that_has_an_index_with_nulls_reads_as_if_they_were_absent() {
            Manifest index = parse("{\"manifests\":[],\"config\":null,\"layers\":null}");

            assertThat(index).isInstanceOf(ImageIndex.class);
        }

        @Test
        void that_carries_data_keeps_it_only_if_it_is_the_content() {
            byte[] content = bytes("abc");
            Descriptor blob = Descriptor.of("text/plain", content);
            ImageManifest good =
                    ImageManifest.builder().layer(blob.withData(content)).build();
            ImageManifest bad =
                    ImageManifest.builder().layer(blob.withData(bytes("abd"))).build();

            assertThat(good.layers().get(0).data()).contains(content);
            assertThat(bad.layers()).containsExactly(blob);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", "[]", "null", "1", "\"a\"", "{", "{}}", "{}{}", "{\"a\":}", "\u0000", "{'a':1}"})
        void that_is_not_a_json_object_is_refused(String json) {
            refused(json, "not a valid manifest");
        }

        @Test
        void that_is_nested_too_deeply_is_refused() {
            refused("{\"config\":".repeat(50_000), "not a valid manifest");
            refused("{\"a\":" + "[".repeat(2_000_000), "not a valid manifest");
        }
    }

    @Nested
    class Built {
        private final Descriptor config = Descriptor.of("application/c", new byte[] {1});
        private final Descriptor layer = Descriptor.of("application/l", new byte[] {2})
                .withAnnotation("b", "2")
                .withAnnotation("a", "1")
                .withUrls(List.of("https://example.com/l"));

        @Test
        void manifest_has_the_parts_it_was_given() {
            Descriptor subject = Descriptor.of(MediaTypes.IMAGE_MANIFEST, new byte[] {3});
            ImageManifest manifest = ImageManifest.builder()
                    .artifactType("application/t")
                    .config(config)
                    .layer(layer)
                    .layers(List.of(config))
                    .annotation("z", "26")
                    .annotations(Map.of("a", "1"))
                    .subject(subject.withAnnotation("x", "y"))
                    .build();

            assertThat(manifest.config()).isEqualTo(config);
            assertThat(manifest.layers()).containsExactly(layer, config);
            assertThat(manifest.children()).containsExactly(config, layer, config);
            assertThat(manifest.annotations()).containsExactly(Map.entry("a", "1"), Map.entry("z", "26"));
            assertThat(manifest.subject()).contains(subject);
            assertThat(manifest.artifactType()).contains("application/t");
            assertThat(manifest.mediaType()).isEqualTo(MediaTypes.IMAGE_MANIFEST);
            assertThat(Manifest.parse(manifest.bytes())).isEqualTo(manifest).hasSameHashCodeAs(manifest);
        }

        @Test
        void manifest_is_the_specifications_json_byte_for_byte() {
            ImageManifest manifest = ImageManifest.builder()
                    .config(Descriptor.empty())
                    .layer(Descriptor.of("text/plain", bytes("hi")).withAnnotation(Annotations.TITLE, "hi.txt"))
                    .build();

            assertThat(new String(manifest.bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                            + "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\""
                            + "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\","
                            + "\"size\":2,\"data\":\"e30=\"},\"layers\":[{\"mediaType\":\"text/plain\",\"digest\":\""
                            + "sha256:8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4\",\"size\":2,"
                            + "\"annotations\":{\"org.opencontainers.image.title\":\"hi.txt\"}}]}");
        }

        @Test
        void index_has_the_parts_it_was_given() {
            Descriptor manifest = Descriptor.of(MediaTypes.IMAGE_MANIFEST, new byte[] {4})
                    .withPlatform(new Platform("windows", "amd64", "v2", "10.0.1", List.of("win32k")))
                    .withArtifactType("application/t");
            ImageIndex index = ImageIndex.builder()
                    .manifest(manifest)
                    .manifests(List.of(layer))
                    .annotation("a", "1")
                    .artifactType("application/i")
                    .subject(config)
                    .build();

            assertThat(index.manifests()).containsExactly(manifest, layer).isEqualTo(index.children());
            assertThat(index.annotations()).containsExactly(Map.entry("a", "1"));
            assertThat(index.artifactType()).contains("application/i");
            assertThat(index.descriptor().artifactType()).contains("application/i");
            assertThat(index.subject()).contains(config);
            assertThat(Manifest.parse(index.bytes())).isEqualTo(index);
        }

        @Test
        void manifest_of_the_same_parts_has_the_same_bytes_in_whatever_order_annotations_were_given() {
            ImageManifest one = ImageManifest.builder()
                    .annotation("a", "1")
                    .annotation("b", "2")
                    .build();
            ImageManifest two = ImageManifest.builder()
                    .annotation("b", "2")
                    .annotation("a", "1")
                    .build();

            assertThat(one.bytes()).isEqualTo(two.bytes());
        }

        @Test
        void manifest_that_would_be_too_large_is_refused() {
            ImageManifest.Builder builder = ImageManifest.builder().annotation("a", "x".repeat(Manifest.LARGEST));

            assertThatThrownBy(builder::build).isInstanceOf(InvalidManifestException.class);
        }

        @Test
        void docker_manifest_list_says_so() {
            ImageIndex list = ImageIndex.builder()
                    .mediaType(MediaTypes.DOCKER_MANIFEST_LIST)
                    .annotations(Map.of("a", "b"))
                    .build();

            assertThat(list.mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST_LIST);
            assertThat(list.annotations()).containsExactly(Map.entry("a", "b"));
        }

        @Test
        void media_type_of_the_other_kind_is_refused() {
            assertThatThrownBy(ImageIndex.builder().mediaType(MediaTypes.IMAGE_MANIFEST)::build)
                    .isInstanceOf(InvalidManifestException.class)
                    .hasMessageContaining("is not that of an index");
            assertThatThrownBy(ImageManifest.builder().mediaType(MediaTypes.IMAGE_INDEX)::build)
                    .isInstanceOf(InvalidManifestException.class)
                    .hasMessageContaining("is not that of a manifest");
        }

        @Test
        void docker_manifest_says_so() {
            assertThat(ImageManifest.builder()
                            .mediaType(MediaTypes.DOCKER_MANIFEST)
                            .config(config)
                            .build()
                            .mediaType())
                    .isEqualTo(MediaTypes.DOCKER_MANIFEST);
        }
    }

    @Nested
    class As_a_referrer {
        @Test
        void it_has_its_artifact_type_and_annotations() {
            ImageManifest manifest = ImageManifest.builder()
                    .artifactType("application/t")
                    .annotation("a", "1")
                    .build();

            assertThat(manifest.asReferrer())
                    .isEqualTo(Descriptor.of(MediaTypes.IMAGE_MANIFEST, manifest.bytes())
                            .withArtifactType("application/t")
                            .withAnnotation("a", "1"));
        }

        @Test
        void without_an_artifact_type_it_has_its_configs_media_type() {
            ImageManifest manifest = ImageManifest.builder()
                    .config(Descriptor.of("application/c", new byte[0]))
                    .build();

            assertThat(manifest.asReferrer().artifactType()).contains("application/c");
            assertThat(ImageIndex.builder().build().asReferrer().artifactType()).isEmpty();
        }
    }

    /** image-spec 1.1.0-rc1 and rc2; oras, notation and registries wrote them in 2022 and 2023. */
    @Nested
    class An_artifact_manifest {
        private static final String ARTIFACT = "{\"mediaType\":\"" + MediaTypes.ARTIFACT_MANIFEST
                + "\",\"artifactType\":\"application/t\",\"blobs\":[" + LAYER + "],\"subject\":" + LAYER
                + ",\"annotations\":{\"a\":\"1\"}}";

        @Test
        void has_blobs_as_layers_and_no_config() {
            ImageManifest manifest = (ImageManifest) parse(ARTIFACT);

            assertThat(manifest.layers()).extracting(Descriptor::digest).containsExactly(Digest.parse(DIGEST));
            assertThat(manifest.children()).isEqualTo(manifest.layers());
            assertThat(manifest.config()).isEqualTo(Descriptor.empty());
            assertThat(manifest.bytes()).isEqualTo(bytes(ARTIFACT));
        }

        @Test
        void is_a_referrer_of_its_subject() {
            Manifest manifest = parse(ARTIFACT);

            assertThat(manifest.subject())
                    .hasValueSatisfying(subject -> assertThat(subject.digest()).isEqualTo(Digest.parse(DIGEST)));
            assertThat(manifest.asReferrer())
                    .isEqualTo(Descriptor.of(MediaTypes.ARTIFACT_MANIFEST, manifest.bytes())
                            .withArtifactType("application/t")
                            .withAnnotation("a", "1"));
        }

        @Test
        void is_known_by_the_type_it_came_with() {
            String json = "{\"blobs\":null}";

            assertThat(Manifest.parse(bytes(json), MediaTypes.ARTIFACT_MANIFEST).children())
                    .isEmpty();
            assertThat(Manifest.parse(bytes(json), MediaTypes.ARTIFACT_MANIFEST).artifactType())
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"config", "layers", "manifests"})
        void with_members_of_another_kind_is_refused(String member) {
            refused(
                    "{\"" + member + "\":[]}",
                    MediaTypes.ARTIFACT_MANIFEST,
                    "\"" + member + "\" does not belong in a " + MediaTypes.ARTIFACT_MANIFEST);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"os":"linux"}                       | true
            {"architecture":"arm64"}             | true
            {"os":"linux","architecture":"s390x"}| true
            {"os":"","architecture":""}          | false
            {"variant":"v8"}                     | false
            """)
    void a_platform_needs_a_system_or_an_architecture(String platform, boolean known) {
        ImageIndex index = (ImageIndex) parse(INDEX.replace("\"size\":3", "\"size\":3,\"platform\":" + platform));

        assertThat(index.manifests().get(0).platform().isPresent()).isEqualTo(known);
    }

    @Test
    void an_empty_artifact_type_is_none() {
        Manifest manifest = parse(IMAGE.replace("{\"schemaVersion\"", "{\"artifactType\":\"\",\"schemaVersion\""));

        assertThat(manifest.descriptor().artifactType()).isEmpty();
    }
}
