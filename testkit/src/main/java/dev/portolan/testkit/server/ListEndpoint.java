package dev.portolan.testkit.server;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Referrers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists: distribution-spec, "Listing tags" (end-8) and "Listing referrers" (end-12), and Docker's catalog. */
final class ListEndpoint {
    private final Repositories repositories;

    ListEndpoint(Repositories repositories) {
        this.repositories = repositories;
    }

    void tags(Exchange exchange) throws IOException {
        List<String> all;
        try (Stream<Tag> tags = repositories.named(exchange.name()).tags()) {
            all = tags.filter(Tag::portable).map(Tag::value).sorted().toList();
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", exchange.name());
        json.put("tags", page(exchange, all));
        exchange.sendJson(json);
    }

    void catalog(Exchange exchange) throws IOException {
        List<String> names = List.copyOf(repositories.names());
        exchange.sendJson(Map.of("repositories", page(exchange, names)));
    }

    /** What follows {@code last}, at most {@code n} of it, with a link where more follows. */
    private static List<String> page(Exchange exchange, List<String> sorted) {
        Optional<String> last = exchange.parameter("last");
        List<String> rest = sorted.stream()
                .filter(item -> last.isEmpty() || item.compareTo(last.get()) > 0)
                .toList();
        Optional<String> n = exchange.parameter("n");
        if (n.isEmpty()) {
            return rest;
        }
        if (!n.get().matches("[0-9]{1,9}")) {
            throw Refusal.of(ErrorCode.PAGINATION_NUMBER_INVALID, "n is not a number from 0 on");
        }
        int count = Integer.parseInt(n.get());
        if (count >= rest.size()) {
            return rest;
        }
        List<String> page = rest.subList(0, count);
        if (count > 0) {
            String next = URLEncoder.encode(page.get(count - 1), StandardCharsets.UTF_8);
            link(exchange, "n=" + count + "&last=" + next);
        }
        return page;
    }

    private static void link(Exchange exchange, String query) {
        exchange.header("Link", "<" + exchange.request().path() + "?" + query + ">; rel=\"next\"");
    }

    void referrers(Exchange exchange) throws IOException {
        Digest subject = exchange.route().digest();
        Referrers referrers = repositories
                .named(exchange.name())
                .capability(Referrers.class)
                .orElseThrow(() -> Refusal.of(ErrorCode.UNSUPPORTED, 404, "this registry does not list referrers"));
        String artifactType = exchange.parameter("artifactType").orElse("");
        List<Map<String, Object>> manifests;
        try (Stream<Descriptor> found = referrers.referrers(subject, artifactType)) {
            manifests = found.map(ListEndpoint::toJson).toList();
        }
        if (!artifactType.isEmpty()) {
            exchange.header("OCI-Filters-Applied", "artifactType");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaTypes.IMAGE_INDEX);
        json.put("manifests", manifests);
        exchange.header("Content-Type", MediaTypes.IMAGE_INDEX).sendJson(json);
    }

    private static Map<String, Object> toJson(Descriptor descriptor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", descriptor.mediaType());
        json.put("digest", descriptor.digest().toString());
        json.put("size", descriptor.size());
        if (!descriptor.annotations().isEmpty()) {
            json.put("annotations", descriptor.annotations());
        }
        descriptor.data().ifPresent(data -> json.put("data", Base64.getEncoder().encodeToString(data)));
        descriptor.artifactType().ifPresent(type -> json.put("artifactType", type));
        return json;
    }
}
