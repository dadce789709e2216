package dev.portolan.http.pipeline;

import dev.portolan.content.Streams;
import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.RegistryError;
import dev.portolan.error.ThrottledException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnreachableException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What went wrong with a request, in the family of {@link OciException}. */
public final class Failures {
    private static final Set<String> INVALID_MANIFEST =
            Set.of("MANIFEST_INVALID", "MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNVERIFIED");
    private static final Set<String> INVALID_NAME = Set.of("NAME_INVALID", "TAG_INVALID");
    private static final int MOST_ERRORS = 10;
    private static final int LONGEST_TEXT = 300;
    private static final int LARGEST_BODY = 64 << 10;

    private Failures() {}

    /** The error of a request that got no answer. */
    public static OciException of(Request request, IOException e) {
        if (e.getCause() instanceof OciException
                || e instanceof InterruptedIOException
                || e instanceof ClosedByInterruptException) {
            return Streams.failure(request.what(), request.where(), e);
        }
        Problem problem = Problem.of(request.what() + " failed").at(request.where());
        String host = Uris.authority(request.uri());
        if (Retryable.unresolved(e)) {
            problem = problem.because("there is no host " + host).advice("check the registry's name");
        } else if (e instanceof HttpConnectTimeoutException) {
            problem = problem.because("connecting to " + host + " took too long")
                    .advice("check the address, the network and the proxy");
        } else if (e instanceof HttpTimeoutException) {
            problem = problem.because(host + ": " + e.getMessage()).advice("try again, or raise the time-out");
        } else if (Retryable.refused(e)) {
            problem = problem.because(host + " refused the connection")
                    .advice("is the registry running, and is the port right?");
        } else if (Retryable.ssl(e)) {
            problem = TlsFailure.explain(problem, host, e);
        } else {
            problem = problem.because("the connection to " + host + " broke: " + text(e));
        }
        return new UnreachableException(problem.retryable(Retryable.failure(e)).causedBy(e));
    }

    private static String text(IOException e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return clean(text);
    }

    /** The error of an answer whose status is not the one hoped for; reads and closes the answer. */
    public static OciException of(Request request, Response response) {
        return of(request, response, "");
    }

    /** The same with a reason that goes before the registry's own words. */
    public static OciException of(Request request, Response response, String because) {
        return of(request, response, errors(response), because);
    }

    /** The same where the answer was read already. */
    public static OciException of(Request request, Response response, List<RegistryError> errors, String because) {
        int status = response.status();
        Problem problem = Problem.of(request.what() + " failed")
                .at(request.where())
                .because(because)
                .answered(status, errors);
        if (status == 400 || status == 404 || status == 422) {
            for (RegistryError error : errors) {
                if (INVALID_MANIFEST.contains(error.code())) {
                    return new InvalidManifestException(problem);
                }
                if (INVALID_NAME.contains(error.code())) {
                    return new InvalidReferenceException(problem);
                }
            }
        }
        return switch (status) {
            case 401 -> new UnauthenticatedException(problem.advice("log in, or check the credentials"));
            case 403 -> new DeniedException(problem.advice("ask for access to this repository"));
            case 404 -> new NotFoundException(problem);
            case 413 ->
                new LimitExceededException(problem.because(
                        because.isEmpty() ? "it is larger than the registry, or a proxy before it, takes" : because));
            case 429 -> new ThrottledException(problem.advice("try again later").retryable(true));
            default ->
                Retryable.status(status)
                        ? new UnreachableException(problem.advice("try again later").retryable(true))
                        : new UnsupportedException(problem.because(
                                because.isEmpty() ? "the registry did not take the request" : because));
        };
    }

    /** The registry's own errors (distribution-spec, "Error Codes"), bounded; reads and closes the answer. */
    public static List<RegistryError> errors(Response response) {
        List<RegistryError> errors = new ArrayList<>();
        try {
            byte[] body = response.body().readUpTo(LARGEST_BODY);
            if (body.length == 0) {
                return errors;
            }
            for (JsonObject error : Json.parseObject(body).objects("errors")) {
                if (errors.size() < MOST_ERRORS) {
                    errors.add(new RegistryError(
                            clean(error.string("code").orElse("")),
                            clean(error.string("message").orElse(""))));
                }
            }
        } catch (IOException | JsonFormatException e) {
            return errors; // no list, or a page of a proxy: the status says enough
        }
        return errors;
    }

    /** A stranger's text for a message: one line, of bounded length, without queries, which may hold signatures. */
    public static String clean(String text) {
        String line = text.replaceAll("\\?[^\\s?]*=\\S*", "?…")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .trim();
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }
}
