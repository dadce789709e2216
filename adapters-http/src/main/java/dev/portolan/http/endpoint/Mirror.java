package dev.portolan.http.endpoint;

import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.access.Scopes;
import dev.portolan.http.pipeline.Time;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import dev.portolan.http.wire.Uris;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registry with the same content as another one, or one that fetches it: a pull-through cache. The registry is named
 * in the parameter {@code ns} whose content is wanted, as containerd does; one that does not answer, or that answers
 * with other content than it was asked for, is left alone for a while.
 */
public final class Mirror {
    private static final Duration REST = Duration.ofSeconds(30);

    private final Connection connection;
    private final String prefix;
    private final Time time;
    private volatile Instant restsUntil = Instant.MIN;

    /** A mirror whose repositories have this before their names; empty for nothing. */
    public Mirror(Connection connection, String prefix, Time time) {
        this.connection = connection;
        this.prefix = prefix;
        this.time = time;
    }

    /**
     * Asks the mirror, once.
     *
     * @param repository the name at the registry itself
     * @param path what follows the name in the address
     * @return a good answer; empty for all else, so that the next one is asked
     */
    Optional<Response> send(Request request, String registry, String repository, String path) {
        if (time.now().isBefore(restsUntil)) {
            return Optional.empty();
        }
        String name = prefix + repository;
        URI uri = connection.registry().at("/v2/" + name + path);
        try {
            Request here = request.to(Uris.withParameter(uri, "ns", registry)).once();
            Response response = connection.send(here, name, Scopes.pull(name), false);
            if (response.succeeded()) {
                return Optional.of(response.with(new Observed(response.body())));
            }
            response.close();
        } catch (CancelledException e) {
            throw e;
        } catch (UnreachableException e) {
            rest();
        } catch (OciException e) {
            return Optional.empty(); // not logged in there, say: the registry itself decides
        }
        return Optional.empty();
    }

    private void rest() {
        restsUntil = time.now().plus(REST);
    }

    /** An answer's body; when it breaks, the rest is asked for elsewhere. */
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
                rest();
                throw e;
            }
        }

        @Override
        public boolean distrust() {
            rest();
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
