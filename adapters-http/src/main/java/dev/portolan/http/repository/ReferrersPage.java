package dev.portolan.http.repository;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A page of a registry's list of referrers. */
final class ReferrersPage {
    private ReferrersPage() {}

    /**
     * Returns the referrers on a page. An entry that is not a descriptor cannot be fetched, and does not hide the others.
     *
     * @throws InvalidManifestException when the page is not a list of referrers
     */
    static List<Descriptor> parse(byte[] page) {
        try {
            return index(page);
        } catch (InvalidManifestException e) {
            List<Descriptor> understood = understood(page);
            if (understood.isEmpty()) {
                throw e;
            }
            return understood;
        }
    }

    private static List<Descriptor> index(byte[] page) {
        return Manifest.parse(page, MediaTypes.IMAGE_INDEX).children();
    }

    private static List<Descriptor> understood(byte[] page) {
        List<Descriptor> understood = new ArrayList<>();
        for (JsonObject entry : Json.parseObject(page).objects("manifests")) {
            try {
                understood.addAll(index(Json.write(Map.of("schemaVersion", 2, "manifests", List.of(entry.members())))));
            } catch (InvalidManifestException e) {
                // left out
            }
        }
        return understood;
    }
}
