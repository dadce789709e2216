package dev.portolan.http.pipeline;

import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import dev.portolan.http.wire.Uris;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows redirects: at most {@value #MOST}, no loops, never from https to http. Method and headers go along ({@code
 * Range} and {@code Accept} matter to blob storage), but no credentials to another host; those of a registry are added
 * further down, and only for the host that they are for.
 */
final class Redirects implements Exchange {
    private static final int MOST = 10;

    private final Exchange next;
    private final boolean onceElsewhere;

    /**
     * Follows redirects in the responses of the next step. With {@code onceElsewhere}, a request to another host is not
     * retried, and a redirect that leads nowhere is status 404.
     */
    Redirects(Exchange next, boolean onceElsewhere) {
        this.next = next;
        this.onceElsewhere = onceElsewhere;
    }

    @Override
    public Response send(Request request) {
        Set<URI> seen = new HashSet<>();
        Request current = request;
        try {
            while (true) {
                Response response = next.send(current);
                Optional<String> location = location(response);
                if (!redirects(current, response.status()) || location.isEmpty()) {
                    return response;
                }
                response.close();
                seen.add(current.uri());
                URI target = target(current, location.get(), seen);
                Request moved = (response.status() == 303 ? current.asGet() : current).to(target);
                if (!Uris.sameOrigin(current.uri(), target)) {
                    moved = onceElsewhere ? moved.without("Authorization").once() : moved.without("Authorization");
                }
                current = moved;
            }
        } catch (UnreachableException e) {
            boolean redirectIsBad = seen.contains(current.uri());
            if (onceElsewhere && (redirectIsBad || !Uris.sameOrigin(current.uri(), request.uri()))) {
                return nowhere(current);
            }
            throw e;
        }
    }

    /** An empty Location would be the address of the request itself. */
    static Optional<String> location(Response response) {
        return response.header("Location").filter(text -> !text.isBlank());
    }

    private static Response nowhere(Request request) {
        return new Response(request.uri(), 404, Map.of(), ResponseBody.of(new byte[0]));
    }

    /** 301 and 302 are ambiguous for requests with a body (browsers send a GET), so they are returned as responses. */
    private static boolean redirects(Request request, int status) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return switch (status) {
            case 307, 308 -> true;
            case 301, 302, 303 -> reads;
            default -> false;
        };
    }

    private static URI target(Request request, String location, Set<URI> seen) {
        URI target;
        try {
            target = Uris.upgrade(request.uri(), Uris.resolve(request.uri(), location));
        } catch (IllegalArgumentException e) {
            throw failure(request, "the redirect is not to an http or https address");
        }
        if (request.uri().getScheme().equalsIgnoreCase("https")
                && target.getScheme().equalsIgnoreCase("http")) {
            throw failure(request, "the redirect leads from https to plain http, and is not followed");
        }
        if (seen.contains(target)) {
            throw failure(request, "the redirects form a loop");
        }
        if (seen.size() > MOST) {
            throw failure(request, "there are more than " + MOST + " redirects");
        }
        return target;
    }

    private static UnreachableException failure(Request request, String because) {
        return new UnreachableException(
                Problem.of(request.what() + " failed").at(request.where()).because(because));
    }
}
