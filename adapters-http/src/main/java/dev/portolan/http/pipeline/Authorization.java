package dev.portolan.http.pipeline;

import dev.portolan.error.DeniedException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import java.util.List;
import java.util.Optional;

/**
 * Adds the {@code Authorization} header to requests for the registry's own address, and to no other: neither to an
 * upload location on another host nor to the target of a redirect.
 */
final class Authorization implements Exchange {
    private final Exchange next;
    private final RegistryLogin login;
    private final String repository;
    private final Scopes scopes;

    /** Authorises for these scopes of a repository, whose name is empty for the registry as a whole. */
    Authorization(Exchange next, RegistryLogin login, String repository, Scopes scopes) {
        this.next = next;
        this.login = login;
        this.repository = repository;
        this.scopes = scopes;
    }

    @Override
    public Response send(Request request) {
        if (!login.registry().owns(request.uri())) {
            return next.send(request.without("Authorization"));
        }
        try {
            Response response = login.first(() -> authorised(request));
            boolean writes =
                    !request.method().equals("GET") && !request.method().equals("HEAD");
            if (response.status() == 403 && writes && login.failure(repository).isPresent()) {
                throw Failures.of(request, response);
            }
            return response;
        } catch (UnauthenticatedException | DeniedException e) {
            Optional<OciException> failure = login.failure(repository);
            login.forgetAnonymous(repository);
            if (failure.isPresent()) {
                throw withoutCredentials(e, failure.get());
            }
            throw e;
        }
    }

    /** Returns the error when the registry refused an anonymous request and the credentials could not be looked up. */
    private static OciException withoutCredentials(OciException refused, OciException failure) {
        return refused.with(refused.problem()
                .because("the request was sent without credentials, because they could not be looked up: "
                        + failure.getMessage())
                .advice("")
                .causedBy(failure));
    }

    private Response authorised(Request request) {
        List<Token> before = login.tokens();
        String sent = login.header(repository, scopes).orElse("");
        Response response = next.send(sent.isEmpty() ? request : request.with("Authorization", sent));
        for (int refusals = 1; response.status() == 401; refusals++) {
            Optional<String> other = switch (refusals) {
                case 1 -> login.answer(challenges(response), repository, scopes, sent, before);
                case 2 -> login.replacement(repository, scopes, sent);
                default -> Optional.empty();
            };
            if (other.isEmpty()) {
                throw unauthenticated(request, response);
            }
            response.close();
            sent = other.get();
            response = next.send(request.with("Authorization", sent));
        }
        return response;
    }

    private static List<Challenge> challenges(Response response) {
        return Challenge.parse(response.headers("WWW-Authenticate"));
    }

    /** Returns the error for a final refusal, with the reason in the challenge (RFC 6750, 3.1). */
    private OciException unauthenticated(Request request, Response response) {
        boolean known = login.hasCredential(repository);
        String error = challenges(response).stream()
                .flatMap(challenge -> challenge.parameter("error").stream())
                .findFirst()
                .orElse("");
        Problem problem =
                Problem.of(request.what() + " failed").at(request.where()).answered(401, Failures.errors(response));
        if (known && error.equals("insufficient_scope")) {
            return new DeniedException(problem.because(login.user(repository) + " may not " + scopes.verb() + " "
                            + (repository.isEmpty() ? login.registry().name() : repository))
                    .advice("ask for access to this repository"));
        }
        if (known && error.equals("invalid_token")) {
            return new UnauthenticatedException(
                    problem.because("the registry does not accept the token that its token service issued")
                            .advice("compare the clocks of both; the password is correct"));
        }
        if (known) {
            return new UnauthenticatedException(problem.because("the credentials were refused")
                    .advice("check the user name and the password or token"));
        }
        String host = login.registry().name();
        String missing = "there are no credentials for " + host;
        boolean said = !Failures.errors(response).isEmpty();
        return new UnauthenticatedException(problem.because(said ? missing : "authentication required, and " + missing)
                .advice(Remedy.LOG_IN, "log in to " + host + ", or give the client credentials for it"));
    }
}
