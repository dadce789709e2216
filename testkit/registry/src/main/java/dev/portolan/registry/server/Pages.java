package dev.portolan.registry.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Cuts lists into pages: {@code n}, {@code last} and {@code Link} (distribution-spec, "Listing tags"; RFC 8288). */
final class Pages {
    private static final String OPAQUE = "next-";

    private final ServerBehavior manners;

    Pages(ServerBehavior manners) {
        this.manners = manners;
    }

    /** Returns the items after {@code last}, at most {@code n}, with a link if there are more. */
    List<String> page(Exchange exchange, List<String> all) {
        List<String> rest = after(exchange.parameter("last"), all);
        int most = most(exchange.parameter("n"));
        if (most >= rest.size()) {
            return rest;
        }
        List<String> page = rest.subList(0, most);
        if (most > 0) {
            link(exchange, page.get(most - 1));
        }
        return page;
    }

    /** The rest of the list after an item; if it is not in the list, after its sorted position. */
    private List<String> after(Optional<String> last, List<String> all) {
        if (last.isEmpty()) {
            return all;
        }
        String item = manners.has(Quirk.PAGES_OF_100) ? decode(last.get()) : last.get();
        int reference = all.indexOf(item);
        return reference >= 0
                ? all.subList(reference + 1, all.size())
                : all.stream().filter(each -> each.compareTo(item) > 0).toList();
    }

    private int most(Optional<String> n) {
        int server = manners.has(Quirk.PAGES_OF_100) ? 100 : Integer.MAX_VALUE;
        if (n.isEmpty()) {
            return server;
        }
        if (!n.get().matches("[0-9]{1,9}")) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, 400, "n is not a number of at least 0");
        }
        int asked = Integer.parseInt(n.get());
        if (asked > 1000 && manners.has(Quirk.N_UP_TO_1000)) {
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
        String mark = manners.has(Quirk.PAGES_OF_100)
                ? OPAQUE + Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8))
                : last;
        query.append("last=").append(URLEncoder.encode(mark, StandardCharsets.UTF_8));
        exchange.header(
                "Link", "<" + manners.location(exchange, exchange.request().path() + "?" + query) + ">; rel=\"next\"");
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
