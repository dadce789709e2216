package dev.portolan.http.repository;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.pipeline.Failures;
import dev.portolan.http.pipeline.Retry;
import dev.portolan.http.pipeline.Retryable;
import dev.portolan.http.pipeline.Scopes;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A list that comes in pages, each naming the next by a {@code Link} (RFC 8288). The link is opaque, but it must stay
 * with the registry, must not lead back, and there is an end to how many are followed.
 */
final class Pages<T> implements Iterator<T> {
    private static final int MOST = 10_000;
    private static final String ACCEPT = "application/json, " + MediaTypes.IMAGE_INDEX;

    private final Api api;
    private final Scopes scopes;
    private final String what;
    private final Function<byte[], List<T>> items;
    private final Deque<T> ready = new ArrayDeque<>();
    private final Set<Digest> seen = new HashSet<>(); // addresses can be long, and pages many
    private @Nullable URI next;

    /** A list that begins at this address; nothing is fetched yet. */
    Pages(Api api, Scopes scopes, String what, URI first, Function<byte[], List<T>> items) {
        this.api = api;
        this.scopes = scopes;
        this.what = what;
        this.next = first;
        this.items = items;
    }

    /**
     * Returns the list as a lazy stream. The first page is fetched now, so that a list which is not there fails here.
     */
    Stream<T> stream() {
        fetch(false);
        return rest();
    }

    /** Returns the same; empty when something else than a list answers, here or where this is redirected to. */
    Optional<Stream<T>> streamIfList() {
        return fetch(true) ? Optional.of(rest()) : Optional.empty();
    }

    private Stream<T> rest() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && next != null) {
            fetch(false);
        }
        return !ready.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    /**
     * Fetches the next page, if there is one.
     *
     * @param optional whether something else than a list may answer; then the result is false
     */
    private boolean fetch(boolean optional) {
        URI uri = next;
        if (uri == null) {
            return true;
        }
        if (!seen.add(Digest.of(DigestAlgorithm.SHA256, uri.toString().getBytes(StandardCharsets.UTF_8)))) {
            throw failure("the pages form a loop");
        }
        if (seen.size() > MOST) {
            throw new LimitExceededException(
                    Problem.of(what + " failed").at(api.where()).because("there are more than " + MOST + " pages"));
        }
        Request request = api.request("GET", uri, what).with("Accept", ACCEPT);
        try (Response response = optional ? api.sendOnceElsewhere(request, scopes) : api.send(request, scopes)) {
            if (response.status() != 200) {
                if (optional && isNoRegistry(response)) {
                    return false;
                }
                throw Failures.of(request, response);
            }
            next = link(response);
            byte[] body = response.body().readUpTo(Retry.LARGEST);
            if (body.length == Retry.LARGEST) {
                throw new LimitExceededException(Problem.of(what + " failed")
                        .at(api.where())
                        .because("a page has more than " + (Retry.LARGEST - 1) + " bytes"));
            }
            ready.addAll(items.apply(body));
            return true;
        } catch (JsonFormatException | InvalidManifestException e) {
            if (optional) {
                return false;
            }
            throw failure("the response of the registry is not the expected list: "
                    + Failures.clean(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw Failures.of(request, e);
        }
    }

    /**
     * Returns whether the response is from another host, a web page, or an empty success; a registry that refuses or is
     * busy responds differently.
     */
    private boolean isNoRegistry(Response response) {
        boolean elsewhere = !Uris.sameOrigin(api.registry().base(), response.uri());
        boolean page = MediaTypes.withoutParameters(
                        response.header("Content-Type").orElse(""))
                .equals("text/html");
        return elsewhere || response.succeeded() || page && !Retryable.status(response.status());
    }

    private @Nullable URI link(Response response) {
        Optional<URI> link =
                Links.next(response).map(next -> Uris.upgrade(api.registry().base(), next));
        if (link.isPresent() && !Uris.sameOrigin(api.registry().base(), link.get())) {
            throw failure("the next page is on another host");
        }
        return link.orElse(null);
    }

    private OciException failure(String because) {
        return new UnsupportedException(
                Problem.of(what + " failed").at(api.where()).because(because));
    }
}
