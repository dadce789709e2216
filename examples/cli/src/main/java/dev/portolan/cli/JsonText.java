package dev.portolan.cli;

import dev.portolan.artifact.Inspection;
import dev.portolan.copy.CopyResult;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Platform;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as JSON. docs/cli.md documents the fields. */
final class JsonText {
    private JsonText() {}

    static String write(Object value) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(value);
    }

    /** Returns a descriptor, with the reference that it was found or written at. */
    static Map<String, Object> of(Reference reference, Descriptor descriptor) {
        return at(reference, of(descriptor));
    }

    /** Returns a tree, with the reference that it was found at. */
    static Map<String, Object> of(Reference reference, Inspection inspection) {
        return at(reference, of(inspection));
    }

    private static Map<String, Object> at(Reference reference, Map<String, Object> json) {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("reference", reference.toString());
        first.putAll(json);
        return first;
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

    private static Map<String, Object> of(Inspection inspection) {
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

    /** Returns the referrers of a manifest, and theirs. */
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

    /** Returns a copy of one manifest to a reference. */
    static Map<String, Object> of(Reference reference, CopyResult result) {
        Map<String, Object> json = of(reference, result.root());
        json.remove("annotations");
        json.remove("platform");
        json.put("tags", result.tags().stream().map(Tag::toString).toList());
        counts(json, result);
        return json;
    }

    /** Returns a copy of several tags to a repository, layout or archive. */
    static Map<String, Object> of(Reference reference, Map<Tag, Descriptor> tags, CopyResult result) {
        Map<String, Object> byTag = new LinkedHashMap<>();
        tags.forEach(
                (tag, manifest) -> byTag.put(tag.toString(), manifest.digest().toString()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reference", reference.name());
        json.put("tags", byTag);
        counts(json, result);
        return json;
    }

    private static void counts(Map<String, Object> json, CopyResult result) {
        json.put("copied", of(result.copied()));
        json.put("skipped", of(result.skipped()));
        json.put("mounted", of(result.mounted()));
    }

    private static Map<String, Object> of(CopyResult.Count count) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("items", count.items());
        json.put("bytes", count.bytes());
        return json;
    }
}
