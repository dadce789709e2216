package dev.portolan.http.repository;

import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code Link} headers (RFC 8288) in one pass, without regular expressions: the text is untrusted. */
final class Links {
    private Links() {}

    /** Returns the address of the next page; empty on the last page. */
    static Optional<URI> next(Response response) {
        for (String header : response.headers("Link")) {
            for (int at = header.indexOf('<'); at >= 0; ) {
                int end = header.indexOf('>', at);
                if (end < 0) {
                    break;
                }
                int following = header.indexOf('<', end);
                at = header.lastIndexOf('<', end); // the innermost of several
                String parameters = header.substring(end + 1, following < 0 ? header.length() : following);
                if (isNext(parameters)) {
                    return resolve(response, header.substring(at + 1, end));
                }
                at = following;
            }
        }
        return Optional.empty();
    }

    private static Optional<URI> resolve(Response response, String address) {
        try {
            return Optional.of(Uris.resolve(response.uri(), address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns whether {@code ; rel="next"} is one of the parameters; {@code rel} may list several relations. */
    private static boolean isNext(String parameters) {
        for (String parameter : parameters.split("[;,]", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("rel")) {
                String relations =
                        parameter.substring(equals + 1).replace('"', ' ').strip();
                if (List.of(relations.toLowerCase(Locale.ROOT).split("\\s+")).contains("next")) {
                    return true;
                }
            }
        }
        return false;
    }
}
