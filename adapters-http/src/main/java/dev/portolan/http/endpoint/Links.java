package dev.portolan.http.endpoint;

import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code Link} headers (RFC 8288). */
final class Links {
    private static final Pattern LINK = Pattern.compile("<([^<>]*)>([^<]*)");
    private static final Pattern NEXT =
            Pattern.compile(";\\s*rel\\s*=\\s*\"?[^\";,]*\\bnext\\b", Pattern.CASE_INSENSITIVE);

    private Links() {}

    /** The address of the next page; empty on the last. */
    static Optional<URI> next(Response response) {
        for (String header : response.headers("Link")) {
            Matcher links = LINK.matcher(header);
            while (links.find()) {
                if (NEXT.matcher(links.group(2)).find()) {
                    try {
                        return Optional.of(Uris.resolve(response.uri(), links.group(1)));
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.empty();
    }
}
