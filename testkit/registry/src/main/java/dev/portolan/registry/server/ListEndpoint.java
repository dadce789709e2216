package dev.portolan.registry.server;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.OrderedReferrers;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lists: distribution-spec, "Listing tags" (end-8) and "Listing referrers" (end-12), and Docker's catalog. */
final class ListEndpoint {
    /** A page of them is about as large as a manifest may be, which is what clients read. */
    private static final int MOST_REFERRERS = 1_000;

    private final Repositories repositories;
    private final ServerBehavior behavior;
    private final Pages pages;

    ListEndpoint(Repositories repositories, ServerBehavior behavior) {
        this.repositories = repositories;
        this.behavior = behavior;
        this.pages = new Pages(behavior);
    }

    void tags(Exchange exchange) throws IOException {
        List<String> page;
        try (Stream<Tag> tags = repositories.named(exchange.name()).tags()) {
            Stream<String> rest = pages.rest(exchange, tags.sorted(), Tag::value)
                    .filter(Tag::portable)
                    .map(Tag::value);
            page = pages.page(exchange, rest, Function.identity(), Integer.MAX_VALUE);
        } catch (NotFoundException e) {
            throw behavior.missing(ErrorCode.NAME_UNKNOWN, e);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", exchange.name());
        json.put("tags", page.isEmpty() && behavior.has(Quirk.NULL_TAGS) ? null : page);
        send(exchange, json);
    }

    void catalog(Exchange exchange) throws IOException {
        if (behavior.has(Quirk.NO_CATALOG)) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, 404, "this registry has no catalog");
        }
        Function<String, String> name = Function.identity();
        Stream<String> rest = pages.rest(exchange, repositories.names().stream(), name);
        send(exchange, Map.of("repositories", pages.page(exchange, rest, name, Integer.MAX_VALUE)));
    }

    void referrers(Exchange exchange) throws IOException {
        Digest subject = behavior.digest(exchange.route().reference());
        Repository repository = repositories.named(exchange.name());
        Optional<Referrers> referrers = repository.capability(Referrers.class);
        if (referrers.isEmpty() || behavior.has(Quirk.NO_REFERRERS)) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, 404, "this registry does not list referrers");
        }
        String artifactType = exchange.parameter("artifactType").orElse("");
        Function<Descriptor, String> name = referrer -> referrer.digest().toString();
        List<Descriptor> page = List.of();
        Optional<OrderedReferrers> ordered = repository.capability(OrderedReferrers.class);
        Optional<Digest> last = pages.last(exchange).flatMap(ListEndpoint::digest);
        try (Stream<Descriptor> found = ordered.isPresent()
                ? ordered.get().referrers(subject, artifactType, last)
                : referrers.get().referrers(subject, artifactType).sorted(Comparator.comparing(Descriptor::digest))) {
            page = pages.page(exchange, pages.rest(exchange, found, name), name, MOST_REFERRERS);
        } catch (NotFoundException e) {
            // A repository to which nothing was written has no referrers, and no error (distribution-spec#359).
        }
        if (!artifactType.isEmpty()) {
            exchange.header("OCI-Filters-Applied", "artifactType");
        }
        exchange.header("Content-Type", behavior.mediaType(MediaTypes.IMAGE_INDEX));
        exchange.response()
                .send(200, ImageIndex.builder().manifests(page).build().bytes());
    }

    private static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }

    private void send(Exchange exchange, Map<String, ?> json) throws IOException {
        exchange.header("Content-Type", behavior.mediaType("application/json")).sendJson(json);
    }
}
