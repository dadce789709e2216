package dev.portolan.http.repository;

import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.pipeline.Connection;
import dev.portolan.http.pipeline.Failures;
import dev.portolan.http.pipeline.Scopes;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import dev.portolan.http.wire.Uris;
import dev.portolan.model.RegistryReference;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registry with the same content as another one, or a pull-through cache. The parameter {@code ns} names the registry
 * whose content is requested, as in containerd. A mirror that does not respond, or sends wrong content, is skipped for
 * a while.
 */
final class Mirror {
    private static final Duration REST = Duration.ofSeconds(30);

    private final Connection connection;
    private final String repository;
    private final String namespace;

    /**
     * A mirror of one repository.
     *
     * @param repository the name there
     * @param namespace the registry whose content is wanted, for the parameter {@code ns}; empty to leave it out
     */
    Mirror(Connection connection, String repository, String namespace) {
        this.connection = connection;
        RegistryReference.of(connection.toString(), repository); // refuses a malformed name
        this.repository = repository;
        this.namespace = namespace;
    }

    /**
     * Sends a request to the mirror, once.
     *
     * @param path the part of the address after the repository's name
     * @param failures gets the mirror's failure, if it fails
     * @return a good response; empty otherwise, so that the next mirror is asked
     */
    Optional<Response> send(Request request, String path, Consumer<String> failures) {
        Optional<String> rests = connection.rests();
        if (rests.isPresent()) {
            failures.accept(rests.get());
            return Optional.empty();
        }
        try {
            URI uri = connection.registry().at("/v2/" + repository + path);
            Request here = request.to(namespace.isEmpty() ? uri : Uris.withParameter(uri, "ns", namespace))
                    .once();
            Response response = connection.send(here, repository, Scopes.pull(repository), false);
            if (response.succeeded()) {
                return Optional.of(response.with(new Observed(response.body())));
            }
            failures.accept(failure(Failures.of(here, response)));
            response.close();
        } catch (CancelledException e) {
            throw e;
        } catch (UnreachableException e) {
            connection.rest(REST, failure(e));
            failures.accept(failure(e));
        } catch (OciException e) {
            failures.accept(failure(e)); // not logged in there, say: the registry itself decides
        }
        return Optional.empty();
    }

    /** Returns which mirror failed, and why. */
    private String failure(OciException e) {
        String reason = e.problem().reason();
        return reason.startsWith(toString()) ? reason : this + ": " + reason;
    }

    /** The body of a response; if it breaks, the rest is requested elsewhere. */
    private final class Observed implements ResponseBody {
        private final ResponseBody body;

        Observed(ResponseBody body) {
            this.body = body;
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            try {
                return body.next();
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                connection.rest(REST, Mirror.this + ": its response was cut off");
                throw e;
            }
        }

        @Override
        public boolean distrust() {
            connection.rest(REST, Mirror.this + ": it sent other content");
            return true;
        }

        @Override
        public boolean isFromMirror() {
            return true;
        }

        @Override
        public void close() {
            body.close();
        }
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
