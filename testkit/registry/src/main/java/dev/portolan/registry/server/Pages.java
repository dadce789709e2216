package dev.portolan.registry.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Cuts lists into pages: {@code n}, {@code last} and {@code Link} (distribution-spec, "Listing tags", "Listing referrers"; RFC 8288). */
final class Pages {
    private static final String OPAQUE = "next-";

    private final ServerBehavior behavior;

    Pages(ServerBehavior behavior) {
        this.behavior = behavior;
    }

    /** Returns the items of a sorted list after {@code last}, which need not be one of them. */
    <T> Stream<T> rest(Exchange exchange, Stream<T> sorted, Function<T, String> name) {
        return last(exchange)
                .map(item -> sorted.dropWhile(each -> name.apply(each).compareTo(item) <= 0))
                .orElse(sorted);
    }

    /** Returns the last item of the previous page; empty for the first page. */
    Optional<String> last(Exchange exchange) {
        return exchange.parameter("last").map(last -> behavior.has(Quirk.PAGES_OF_100) ? decode(last) : last);
    }

    /** Returns the first {@code n} items of the rest, but no more than the limit, with a link if there are more. */
    <T> List<T> page(Exchange exchange, Stream<T> rest, Function<T, String> name, int atMost) {
        int most = Math.min(most(exchange.parameter("n")), atMost);
        List<T> page = rest.limit(most + 1L).toList();
        if (page.size() <= most) {
            return page;
        }
        if (most > 0) {
            link(exchange, name.apply(page.get(most - 1)));
        }
        return page.subList(0, most);
    }

    private int most(Optional<String> n) {
        int server = behavior.has(Quirk.PAGES_OF_100) ? 100 : Integer.MAX_VALUE;
        if (n.isEmpty()) {
            return server;
        }
        if (!n.get().matches("[0-9]{1,9}")) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, 400, "n is not a number of at least 0");
        }
        int asked = Integer.parseInt(n.get());
        if (asked > 1000 && behavior.has(Quirk.N_UP_TO_1000)) {
            throw Refusal.of(
                    ErrorCode.UNSUPPORTED,
                    400,
                    "Invalid parameter at 'maxResults' failed to satisfy constraint:"
                            + " 'Member must have value less than or equal to 1000'");
        }
        return Math.min(server, asked);
    }

    private void link(Exchange exchange, String last) {
        StringBuilder query = new StringBuilder();
        for (String name : List.of("n", "artifactType")) {
            exchange.parameter(name)
                    .ifPresent(value -> query.append(name)
                            .append('=')
                            .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                            .append('&'));
        }
        String mark = behavior.has(Quirk.PAGES_OF_100)
                ? OPAQUE + Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8))
                : last;
        query.append("last=").append(URLEncoder.encode(mark, StandardCharsets.UTF_8));
        exchange.header(
                "Link", "<" + behavior.location(exchange, exchange.request().path() + "?" + query) + ">; rel=\"next\"");
    }

    private static String decode(String mark) {
        if (!mark.startsWith(OPAQUE)) {
            return mark;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(mark.substring(OPAQUE.length())), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, 400, "the position of the next page is malformed");
        }
    }
}
