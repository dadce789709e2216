package dev.portolan.http.pipeline;

import dev.portolan.error.CancelledException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.http.wire.BasicLogin;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.Response;
import dev.portolan.internal.work.SingleFlight;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The login at one registry: the challenge that it answered with, the credentials and the tokens. A thread that needs
 * a token which another thread is fetching waits for that one.
 *
 * <p>A credential source that fails does not end a request, since the content may be public: the request goes out
 * without credentials, and the failure is reported if the registry refuses it.
 */
final class RegistryLogin {
    /** The newest ones are kept, and no more: a program may visit every repository of a registry. */
    private static final int MOST = 1_000;

    private static final int LONGEST_SCOPE = 4_096;

    private final Registry registry;
    private final CredentialSource source;
    private final TokenService service;
    private final Time time;
    private final Map<String, Credential> credentials = new ConcurrentHashMap<>();
    private final Map<String, OciException> failures = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<Token> tokens = new ConcurrentLinkedDeque<>();
    private final SingleFlight<String, Credential> lookups = new SingleFlight<>();
    private final SingleFlight<Scopes, Token> exchanges = new SingleFlight<>();
    private final ReentrantLock firstLock = new ReentrantLock();
    private volatile boolean asked;
    private volatile @Nullable Challenge challenge;

    /** Nothing is known yet. */
    RegistryLogin(Registry registry, CredentialSource source, Exchange tokenExchange, Time time) {
        this.registry = registry;
        this.source = source;
        this.service = new TokenService(tokenExchange, time);
        this.time = time;
    }

    Registry registry() {
        return registry;
    }

    /** Returns the tokens that there are now. */
    List<Token> tokens() {
        return List.copyOf(tokens);
    }

    /**
     * Sends the very first request by itself while others wait: its result saves each of them a challenge and a token.
     */
    Response first(Supplier<Response> exchange) {
        return Locks.alone(() -> asked, firstLock, "logging in", registry.name(), () -> {
            try {
                return exchange.get();
            } finally {
                asked = true;
            }
        });
    }

    boolean hasCredential(String repository) {
        return credential(repository).kind() != Credential.Kind.ANONYMOUS;
    }

    /** Returns the user's name for messages. */
    String user(String repository) {
        String name = credential(repository).username();
        return name.isEmpty() ? "this login" : name;
    }

    /** Returns the header to send, if it is known before the registry has sent a challenge; empty for nothing. */
    Optional<String> header(String repository, Scopes scopes) {
        Credential credential = credential(repository);
        if (credential.kind() == Credential.Kind.BEARER_TOKEN) {
            return Optional.of(TokenService.bearer(registry, credential));
        }
        Challenge known = challenge;
        if (known == null) {
            return Optional.empty();
        }
        if (known.scheme().equals("basic")) {
            return credential.kind() == Credential.Kind.PASSWORD
                    ? Optional.of(BasicLogin.header(credential))
                    : Optional.empty();
        }
        return Optional.of(token(known, repository, scopes));
    }

    /**
     * Stores the challenges of a 401, and drops the refused credential. If a valid token is refused, all earlier ones
     * are dropped too: a restarted registry knows none of them.
     *
     * @param refused the credential that was sent; empty for none
     * @param before the tokens that there were when the request was sent
     * @return what to send along instead; empty when there is nothing else
     */
    Optional<String> answer(
            List<Challenge> challenges, String repository, Scopes scopes, String refused, List<Token> before) {
        tokens.removeIf(token -> token.header().equals(refused));
        refused(repository, refused);
        Optional<Challenge> bearer = challenges.stream()
                .filter(one ->
                        one.scheme().equals("bearer") && one.parameter("realm").isPresent())
                .findFirst();
        Optional<Challenge> basic =
                challenges.stream().filter(one -> one.scheme().equals("basic")).findFirst();
        Optional<Challenge> usable = bearer.or(() -> basic);
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        challenge = usable.get();
        Scopes wanted = usable.get()
                .parameter("scope")
                .filter(text -> text.length() <= LONGEST_SCOPE)
                .map(Scopes::parse)
                .map(scopes::and)
                .orElse(scopes);
        if (before.stream().anyMatch(token -> token.header().equals(refused) && isGood(token, wanted))) {
            before.stream().filter(token -> isGood(token, wanted)).forEach(tokens::remove);
        }
        return header(repository, wanted).filter(header -> !header.equals(refused));
    }

    /** Returns the header to send after the credential was rejected and its source has another one by now. */
    Optional<String> replacement(String repository, Scopes scopes, String refused) {
        return refused(repository, refused)
                ? header(repository, scopes).filter(header -> !header.equals(refused))
                : Optional.empty();
    }

    /**
     * Forgets the credential that was sent along, and lets its source know, so that a new one is found.
     *
     * @return whether it was one, and not a token that it was exchanged for
     */
    private boolean refused(String repository, String header) {
        Credential known = credentials.get(repository);
        if (known == null) {
            return false;
        }
        boolean sent = switch (known.kind()) {
            case PASSWORD -> header.equals(BasicLogin.header(known));
            case BEARER_TOKEN -> header.equals("Bearer " + known.secret());
            case IDENTITY_TOKEN, ANONYMOUS -> false;
        };
        if (sent) {
            forget(repository, known);
        }
        return sent;
    }

    /** Forgets that access was anonymous: the next request tries again, since the user may have logged in. */
    void forgetAnonymous(String repository) {
        credentials.remove(repository, Credential.anonymous());
    }

    private void forget(String repository, Credential refused) {
        if (credentials.remove(repository, refused)) {
            source.refused(registry.name(), repository);
        }
    }

    private boolean isGood(Token token, Scopes wanted) {
        return token.goodFor(wanted, time.now());
    }

    private String token(Challenge known, String repository, Scopes scopes) {
        return cached(scopes)
                .orElseGet(() -> exchanges.get(
                        scopes, () -> cached(scopes).orElseGet(() -> keep(exchanged(known, repository, scopes)))))
                .header();
    }

    /** Asks the source for another credential after the token service rejected one, and tries it if it is different. */
    private Token exchanged(Challenge known, String repository, Scopes scopes) {
        Credential credential = credential(repository);
        try {
            return service.token(registry, known, scopes, credential);
        } catch (UnauthenticatedException | DeniedException e) {
            if (e.status() == 0 || credential.kind() == Credential.Kind.ANONYMOUS) {
                throw e;
            }
            forget(repository, credential);
            Credential other = credential(repository);
            if (other.equals(credential)) {
                throw e;
            }
            return service.token(registry, known, scopes, other);
        }
    }

    private Token keep(Token token) {
        tokens.addFirst(token);
        if (tokens.size() > MOST) {
            tokens.pollLast();
        }
        return token;
    }

    private Optional<Token> cached(Scopes scopes) {
        for (Iterator<Token> all = tokens.iterator(); all.hasNext(); ) {
            Token token = all.next();
            if (token.goodFor(scopes, time.now())) {
                return Optional.of(token);
            }
            if (!token.goodFor(Scopes.none(), time.now())) {
                all.remove();
            }
        }
        return Optional.empty();
    }

    private Credential credential(String repository) {
        Credential known = credentials.get(repository);
        return known != null ? known : lookups.get(repository, () -> lookedUp(repository));
    }

    private Credential lookedUp(String repository) {
        Credential known = credentials.get(repository);
        if (known == null) {
            if (credentials.size() >= MOST) {
                credentials.clear();
                failures.clear();
            }
            known = ask(repository).orElse(Credential.anonymous());
            credentials.put(repository, known);
        }
        return known;
    }

    private Optional<Credential> ask(String repository) {
        try {
            failures.remove(repository);
            return source.credential(registry.name(), repository);
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            failures.put(repository, e);
            return Optional.empty();
        }
    }

    /** Returns why the credentials for a repository could not be looked up; empty when they could. */
    Optional<OciException> failure(String repository) {
        return Optional.ofNullable(failures.get(repository));
    }

    @Override
    public String toString() {
        return "login at " + registry.name();
    }
}
