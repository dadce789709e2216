package dev.portolan.model;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Manifests and descriptors between JSON and values (image-spec, manifest.md, image-index.md, descriptor.md). */
final class ManifestJson {
    private static final String VENDOR = "application/vnd.";
    private static final String HTML = "text/html";

    private ManifestJson() {}

    /** Decides the media type from the manifest and the Content-Type. */
    static String mediaType(JsonObject json, String contentType) {
        String own = json.string("mediaType").orElse("");
        String came = saysKind(contentType) ? contentType : "";
        long version = schemaVersion(json);
        if (MediaTypes.isDockerSchema1(came) || MediaTypes.isDockerSchema1(own) || version == 1) {
            throw new InvalidManifestException(Problem.of("this is a Docker schema 1 manifest")
                    .because("that format is obsolete and cannot be verified")
                    .advice("push the image again with a current client"));
        }
        if (version != 2) {
            throw new JsonFormatException("its schemaVersion is " + version + ", not 2");
        }
        if (!own.isEmpty() && !came.isEmpty() && !own.equals(came)) {
            throw new JsonFormatException(
                    "its mediaType is " + Text.quote(own) + ", but it was sent as " + Text.quote(came));
        }
        String mediaType = own.isEmpty() ? came : own;
        if (mediaType.isEmpty()) {
            mediaType = bareMediaType(json);
        }
        if (!MediaTypes.isManifest(mediaType)) {
            throw new JsonFormatException(
                    "its media type " + Text.quote(mediaType) + " is not that of a manifest or index");
        }
        refuseBothShapes(json, mediaType);
        return mediaType;
    }

    /**
     * Returns whether a Content-Type says what the document is. Static storage says "binary/octet-stream", and some
     * registries repeat the whole list of types that they were asked for.
     */
    private static boolean saysKind(String contentType) {
        return MediaTypes.isValid(contentType) && (contentType.startsWith(VENDOR) || contentType.equals(HTML));
    }

    /** Go's zero value means absent, and absent means the only version that there is. */
    private static long schemaVersion(JsonObject json) {
        long version = json.integer("schemaVersion").orElse(0L);
        return version == 0 ? 2 : version;
    }

    /** OCI manifests may omit their media type; the members decide. */
    private static String bareMediaType(JsonObject json) {
        boolean index = json.has("manifests");
        boolean manifest = json.has("layers") || json.has("config");
        if (index == manifest) {
            throw new JsonFormatException("it has no mediaType, and not exactly one of layers and manifests");
        }
        return index ? MediaTypes.IMAGE_INDEX : MediaTypes.IMAGE_MANIFEST;
    }

    /** Two readers could interpret a document that is both in different ways (CVE-2021-41190). */
    private static void refuseBothShapes(JsonObject json, String mediaType) {
        for (String foreign : foreignMembers(mediaType)) {
            if (json.has(foreign)) {
                throw new JsonFormatException("\"" + foreign + "\" does not belong in a " + mediaType);
            }
        }
    }

    private static List<String> foreignMembers(String mediaType) {
        if (MediaTypes.isIndex(mediaType)) {
            return List.of("config", "layers");
        }
        return MediaTypes.isImageManifest(mediaType) ? List.of("manifests") : List.of("config", "layers", "manifests");
    }

    static List<Descriptor> descriptors(JsonObject json, String name) {
        List<Descriptor> descriptors = new ArrayList<>();
        for (JsonObject item : json.objects(name)) {
            descriptors.add(descriptor(item));
        }
        return List.copyOf(descriptors);
    }

    static Descriptor descriptor(JsonObject json) {
        try {
            Descriptor descriptor = Descriptor.of(
                            json.requiredString("mediaType"),
                            Digest.parse(json.requiredString("digest")),
                            json.requiredInteger("size"))
                    .withUrls(json.strings("urls"))
                    .withAnnotations(json.stringMap("annotations"));
            descriptor = json.string("artifactType")
                    .map(descriptor::withArtifactType)
                    .orElse(descriptor);
            descriptor = json.object("platform")
                    .flatMap(ManifestJson::platform)
                    .map(descriptor::withPlatform)
                    .orElse(descriptor);
            return withData(descriptor, json.string("data").orElse(""));
        } catch (InvalidReferenceException | InvalidManifestException | IllegalArgumentException e) {
            throw new JsonFormatException("\"" + json.path("") + "\" is not a descriptor: " + e.getMessage());
        }
    }

    /** Data that is not the content is ignored, as if it were absent: the content itself is fetched. */
    private static Descriptor withData(Descriptor descriptor, String base64) {
        byte[] data = decoded(base64);
        boolean usable = data.length == descriptor.size()
                && !base64.isEmpty()
                && Digest.of(descriptor.digest().algorithm(), data).equals(descriptor.digest());
        return usable ? descriptor.withData(data) : descriptor;
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** A platform without a system and an architecture says nothing, so the image's config decides. */
    private static Optional<Platform> platform(JsonObject json) {
        Platform platform = new Platform(
                json.string("os").orElse(""),
                json.string("architecture").orElse(""),
                json.string("variant").orElse(""),
                json.string("os.version").orElse(""),
                json.strings("os.features"));
        return Optional.of(platform)
                .filter(named -> !named.os().isEmpty() || !named.architecture().isEmpty());
    }

    /** Made one by one while they are written, as there may be very many. */
    static Iterable<Map<String, Object>> toJson(List<Descriptor> descriptors) {
        return () -> descriptors.stream().map(ManifestJson::toJson).iterator();
    }

    static Map<String, Object> toJson(Descriptor descriptor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", descriptor.mediaType());
        json.put("digest", descriptor.digest().toString());
        json.put("size", descriptor.size());
        if (!descriptor.urls().isEmpty()) {
            json.put("urls", descriptor.urls());
        }
        if (!descriptor.annotations().isEmpty()) {
            json.put("annotations", descriptor.annotations());
        }
        descriptor.data().ifPresent(data -> json.put("data", Base64.getEncoder().encodeToString(data)));
        descriptor.platform().ifPresent(platform -> json.put("platform", toJson(platform)));
        descriptor.artifactType().ifPresent(type -> json.put("artifactType", type));
        return json;
    }

    private static Map<String, Object> toJson(Platform platform) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", platform.architecture());
        json.put("os", platform.os());
        if (!platform.osVersion().isEmpty()) {
            json.put("os.version", platform.osVersion());
        }
        if (!platform.osFeatures().isEmpty()) {
            json.put("os.features", platform.osFeatures());
        }
        if (!platform.variant().isEmpty()) {
            json.put("variant", platform.variant());
        }
        return json;
    }
}
