package dev.portolan.http.pipeline;

import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.port.CredentialSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The shared state of the repositories of one registry: its address, the login, and its detected behaviour. */
public final class Connection {
    private final Registry registry;
    private final RegistryLogin login;
    private final Exchange below;
    /** For any number of keys, some of which share a lock: memory must not grow with keys that strangers choose. */
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    private final SinglePost singlePost = new SinglePost();
    private final Time time;
    private volatile @Nullable Boolean listsReferrers;
    private volatile Rest rest = new Rest(Instant.MIN, "");

    /** Creates the state of a connection, without opening it. */
    public Connection(Registry registry, CredentialSource credentials, Exchange below, Time time) {
        this.registry = registry;
        this.login = new RegistryLogin(registry, credentials, below, time);
        this.below = below;
        this.time = time;
    }

    /** When a mirror is used again, and why it is skipped. */
    private record Rest(Instant until, String because) {}

    /** Skips the registry for a while when it is a mirror. */
    public void rest(Duration length, String because) {
        rest = new Rest(time.now().plus(length), because);
    }

    /** Returns why the mirror is skipped now; empty when it is not. */
    public Optional<String> rests() {
        Rest last = rest;
        return time.now().isBefore(last.until()) ? Optional.of(last.because()) : Optional.empty();
    }

    /** Returns its address. */
    public Registry registry() {
        return registry;
    }

    /** Returns whether there is a credential for a repository. */
    public boolean hasCredential(String repository) {
        return login.hasCredential(repository);
    }

    /** Sends through redirects and authorisation, in this order: each address is authorised for itself. */
    public Response send(Request request, String repository, Scopes scopes, boolean onceElsewhere) {
        Authorization authorization = new Authorization(below, login, repository, scopes);
        return new Redirects(authorization, onceElsewhere).send(request);
    }

    /** Returns whether the registry lists referrers (end-12); empty while that is not known. */
    public Optional<Boolean> listsReferrers() {
        return Optional.ofNullable(listsReferrers);
    }

    /** Remembers whether it does. */
    public void listsReferrers(boolean does) {
        listsReferrers = does;
    }

    /** Returns whether the registry stores a blob that comes with the POST. */
    public SinglePost singlePost() {
        return singlePost;
    }

    /** The lock for something that is read, changed and written back. */
    public ReentrantLock lock(String what) {
        return locks.get(Math.floorMod(what.hashCode(), locks.size()));
    }

    @Override
    public String toString() {
        return registry.name();
    }
}
