package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.error.InvalidManifestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ManifestProperties {
    private static final List<byte[]> SEEDS = List.of(
            ImageManifest.builder()
                    .artifactType("application/t")
                    .layer(Descriptor.of("text/plain", new byte[9])
                            .withAnnotation(Annotations.TITLE, "a")
                            .withUrls(List.of("https://example.com")))
                    .annotation("a", "ä\u2028😀")
                    .subject(Descriptor.empty())
                    .build()
                    .bytes(),
            ImageIndex.builder()
                    .manifest(Descriptor.of(MediaTypes.IMAGE_MANIFEST, new byte[1])
                            .withPlatform(Platform.of("linux", "arm64", "v8")))
                    .build()
                    .bytes());
    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "null",
        "-1",
        "1e999999999",
        "\\ud800",
        "\\u0000",
        "99999999999999999999",
        "\"layers\":",
        "\"manifests\":",
        "\"data\":\"",
        "/*",
        "\ufeff",
        "NaN"
    };

    @Property
    @Label("a manifest of any parts reads back as the same")
    void round_trip(@ForAll("manifests") ImageManifest manifest) {
        Manifest again = Manifest.parse(manifest.bytes(), manifest.mediaType());

        assertThat(again.bytes()).isEqualTo(manifest.bytes());
        assertThat(again.children()).isEqualTo(manifest.children());
        assertThat(again.annotations()).isEqualTo(manifest.annotations());
        assertThat(again.artifactType()).isEqualTo(manifest.artifactType());
    }

    @Property(tries = 5000)
    @Label("a manifest damaged at random gives a manifest or an InvalidManifestException")
    void damaged(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] document = SEEDS.get(random.nextInt(SEEDS.size())).clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            document = damage(document, random);
        }
        try {
            Manifest manifest = Manifest.parse(document);
            assertThat(manifest.bytes()).isEqualTo(document);
            assertThat(manifest.digest()).isEqualTo(Digest.sha256(document));
        } catch (InvalidManifestException e) {
            assertThat(e.getMessage()).startsWith("not a valid manifest").hasSizeLessThan(1000);
        }
    }

    private static byte[] damage(byte[] document, Random random) {
        if (document.length == 0) {
            return document;
        }
        int at = random.nextInt(document.length);
        int to = Math.min(document.length, at + random.nextInt(20));
        String before = latin(document, 0, at);
        return switch (random.nextInt(4)) {
            case 0 -> bytes(before + (char) random.nextInt(256) + latin(document, at + 1, document.length));
            case 1 -> bytes(before + latin(document, to, document.length));
            case 2 -> bytes(before + latin(document, at, to) + latin(document, at, document.length));
            default ->
                bytes(before
                        + new String(
                                TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8),
                                StandardCharsets.ISO_8859_1)
                        + latin(document, at, document.length));
        };
    }

    private static String latin(byte[] bytes, int from, int to) {
        return new String(bytes, from, Math.max(0, to - from), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Provide
    Arbitrary<ImageManifest> manifests() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<Descriptor> descriptor = Combinators.combine(
                        text,
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(20),
                        Arbitraries.maps(text, text).ofMaxSize(3),
                        text.list().ofMaxSize(2),
                        Arbitraries.of(true, false))
                .as((mediaType, content, annotations, urls, inline) -> {
                    Descriptor bare = Descriptor.of("application/" + mediaType, content)
                            .withAnnotations(annotations)
                            .withUrls(urls);
                    return inline ? bare.withData(content) : bare;
                });
        return Combinators.combine(
                        descriptor,
                        descriptor.list().ofMaxSize(4),
                        Arbitraries.maps(text, text).ofMaxSize(3))
                .as((config, layers, annotations) -> ImageManifest.builder()
                        .config(config)
                        .layers(layers)
                        .annotations(annotations)
                        .build());
    }
}
