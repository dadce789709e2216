package dev.portolan.auth;

import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.RegistryReference;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A program that stores credentials for Docker and similar programs: {@code docker-credential-NAME}, with the protocol
 * of docker-credential-helpers ({@code get}, {@code store}, {@code erase}). Results are cached for a
 * limited time, one per registry. Created by {@link CredentialHelpers#named}.
 *
 * <p>The output of the program never appears in a message, since it may contain a secret.
 *
 * @since 0.1.0
 */
public final class CredentialHelper implements CredentialSource {
    private static final String NOT_FOUND = "credentials not found";

    private final String program;
    private final CredentialHelpers settings;
    private final CachingCredentials answers;

    CredentialHelper(String name, CredentialHelpers settings) {
        this.program = "docker-credential-" + name;
        this.settings = settings;
        this.answers = CachingCredentials.builder((registry, repository) -> get(registry))
                .perRegistry()
                .lifetime(settings.lifetime())
                .clock(settings.clock())
                .build();
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnauthenticatedException when the program is missing, fails, or does not respond in time
     * @throws CancelledException when the thread is interrupted; the program is ended
     */
    @Override
    public Optional<Credential> credential(String registry, String repository) {
        return answers.credential(registry, repository);
    }

    /** Clears the cache for the registry, so that the next call runs the program. */
    @Override
    public void refused(String registry, String repository) {
        answers.refused(registry, repository);
    }

    /**
     * Stores a credential.
     *
     * @throws UnsupportedException when it is neither a password nor an identity token
     * @throws StorageException when the program is not there, fails, or does not end in time
     * @throws CancelledException when the thread is interrupted; the program is ended
     */
    public void store(String registry, Credential credential) {
        String username = switch (credential.kind()) {
            case PASSWORD -> credential.username();
            case IDENTITY_TOKEN -> AuthEntry.TOKEN_USER;
            case BEARER_TOKEN, ANONYMOUS ->
                throw new UnsupportedException(Problem.of("the credential cannot be stored")
                        .at(registry)
                        .because(program + " stores only passwords and identity tokens"));
        };
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("ServerURL", address(registry));
        entry.put("Username", username);
        entry.put("Secret", credential.secret());
        change("store", "the credential was not stored", registry, Json.write(entry));
    }

    /**
     * Erases the credential of a registry; does nothing when there is none.
     *
     * @throws StorageException when the program is not there, fails, or does not end in time
     * @throws CancelledException when the thread is interrupted; the program is ended
     */
    public void erase(String registry) {
        change("erase", "the credential was not erased", registry, bytes(address(registry)));
    }

    /** Clears the cache; the program keeps its credentials. */
    void forgetAnswers() {
        answers.forgetAll();
    }

    private Optional<Credential> get(String registry) {
        Function<Problem, OciException> failure = UnauthenticatedException::new;
        String what = "the credential helper " + program + " failed";
        HelperProcess.Answer answer = run("get", what, registry, bytes(address(registry)), failure);
        if (isNotFound(answer)) {
            return Optional.empty();
        }
        if (answer.exitCode() != 0) {
            throw failed(what, registry, answer, "get", failure);
        }
        JsonObject entry = parse(answer, what, registry);
        try {
            return AuthEntry.credential(
                    member(entry, "Username").orElse(""),
                    member(entry, "Secret").orElse(""));
        } catch (JsonFormatException e) {
            throw unreadable(what, registry, e);
        }
    }

    /** Returns a member whose name may be in any case, as for Docker, whose helpers are tried with it alone. */
    private static Optional<String> member(JsonObject entry, String name) {
        return entry.string(name)
                .or(() -> entry.members().keySet().stream()
                        .filter(name::equalsIgnoreCase)
                        .findFirst()
                        .flatMap(entry::string));
    }

    private void change(String action, String what, String registry, byte[] input) {
        try {
            HelperProcess.Answer answer = run(action, what, registry, input, StorageException::new);
            if (answer.exitCode() != 0 && !isNotFound(answer)) {
                throw failed(what, registry, answer, action, StorageException::new);
            }
        } finally {
            answers.forget(registry);
        }
    }

    private HelperProcess.Answer run(
            String action, String what, String registry, byte[] input, Function<Problem, OciException> failure) {
        Problem problem = Problem.of(what).at(registry);
        Path path = HelperProgram.find(program, settings.environment())
                .orElseThrow(() -> failure.apply(problem.because("there is no program " + program + " in PATH")
                        .advice("install it, or remove it from the configuration file")));
        try {
            return HelperProcess.run(path, action, input, settings.environment().variables(), settings.timeout());
        } catch (TimeoutException e) {
            throw failure.apply(problem.because(program + " " + action + " did not end within "
                            + settings.timeout().toSeconds() + " s")
                    .advice("check whether it waits for input, or raise its timeout"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(problem.because("the thread was interrupted"));
        } catch (IOException e) {
            throw failure.apply(problem.because(program + " could not be run: " + e.getMessage())
                    .causedBy(e));
        }
    }

    private static JsonObject parse(HelperProcess.Answer answer, String what, String registry) {
        try {
            return Json.parseObject(answer.output());
        } catch (JsonFormatException e) {
            throw unreadable(what, registry, e);
        }
    }

    private static UnauthenticatedException unreadable(String what, String registry, JsonFormatException e) {
        return new UnauthenticatedException(
                Problem.of(what).at(registry).because("its output is malformed: " + e.withoutContent()));
    }

    private OciException failed(
            String what,
            String registry,
            HelperProcess.Answer answer,
            String action,
            Function<Problem, OciException> failure) {
        return failure.apply(Problem.of(what)
                .at(registry)
                .because(program + " " + action + " ended with " + answer)
                .advice("run it by hand to see why; its output is not shown, since it may contain a secret"));
    }

    private static boolean isNotFound(HelperProcess.Answer answer) {
        return answer.exitCode() != 0 && new String(answer.output(), StandardCharsets.UTF_8).contains(NOT_FOUND);
    }

    private static String address(String registry) {
        return RegistryName.dockerAddress(RegistryReference.canonical(registry));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the program's name. */
    @Override
    public String toString() {
        return program;
    }
}
