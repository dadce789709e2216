package dev.portolan.cli;

import dev.portolan.artifact.Inspection;
import dev.portolan.copy.CopyResult;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Platform;
import dev.portolan.model.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as JSON. */
final class JsonText {
    private JsonText() {}

    static String write(Object value) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(value);
    }

    static Map<String, Object> of(Descriptor descriptor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", descriptor.mediaType());
        json.put("digest", descriptor.digest().toString());
        json.put("size", descriptor.size());
        descriptor.artifactType().ifPresent(type -> json.put("artifactType", type));
        descriptor.platform().map(Platform::toString).ifPresent(platform -> json.put("platform", platform));
        if (!descriptor.annotations().isEmpty()) {
            json.put("annotations", descriptor.annotations());
        }
        return json;
    }

    static Map<String, Object> of(Inspection inspection) {
        Map<String, Object> json = of(inspection.descriptor());
        if (!inspection.artifactType().isEmpty()) {
            json.put("artifactType", inspection.artifactType());
        }
        if (!inspection.present()) {
            json.put("present", false);
        }
        if (!inspection.children().isEmpty()) {
            json.put(
                    "children", inspection.children().stream().map(JsonText::of).toList());
        }
        if (!inspection.referrers().isEmpty()) {
            json.put(
                    "referrers",
                    inspection.referrers().stream().map(JsonText::of).toList());
        }
        return json;
    }

    /** What refers to a manifest, and what refers to that. */
    static List<Map<String, Object>> ofReferrers(Inspection root, String type) {
        return root.referrers().stream()
                .filter(referrer -> type.isEmpty() || referrer.artifactType().equals(type))
                .map(referrer -> {
                    Map<String, Object> json = of(referrer.descriptor());
                    json.put("artifactType", referrer.artifactType());
                    json.put("referrers", ofReferrers(referrer, ""));
                    return json;
                })
                .toList();
    }

    static Map<String, Object> of(CopyResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        List<String> digests =
                result.roots().stream().map(root -> root.digest().toString()).toList();
        if (digests.size() == 1) {
            json.put("digest", digests.get(0));
        } else {
            json.put("digests", digests);
        }
        json.put("tags", result.tags().stream().map(Tag::toString).toList());
        json.put("copied", of(result.copied()));
        json.put("skipped", of(result.skipped()));
        json.put("mounted", of(result.mounted()));
        return json;
    }

    private static Map<String, Object> of(CopyResult.Count count) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("items", count.items());
        json.put("bytes", count.bytes());
        return json;
    }
}
