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
import dev.portolan.error.Remedy;
import dev.portolan.error.Text;
import dev.portolan.error.ThrottledException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnreachableException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.config.ProxyServer;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns failed requests into errors of the family of {@link OciException}. */
public final class Failures {
    private static final Set<String> INVALID_MANIFEST =
            Set.of("MANIFEST_INVALID", "MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNVERIFIED");
    private static final Set<String> INVALID_NAME = Set.of("NAME_INVALID", "TAG_INVALID");
    private static final int LONGEST_TEXT = 300;
    /** The JDK sometimes puts the class of a cause before its message. */
    private static final Pattern CLASS_NAME = Pattern.compile("^(?:[a-z0-9]++[.])++[A-Z][A-Za-z0-9$]*+: ");

    /** The JDK's words. */
    private static final String NO_RESPONSE = "header parser received no bytes";

    /** What a JDK of October 2026 or later says of a trailer after a chunked body. */
    private static final String NO_END_OF_CHUNKS = "CR expected";

    /** What the JDK says, with its own state, when a chunked body ends too early. */
    private static final String CUT = "chunked transfer encoding, state: ";

    /** What nginx says when it wants a client certificate. */
    private static final String NO_CERTIFICATE = "No required SSL certificate was sent";

    private static final String REJECTED = "the registry rejected the request";

    private Failures() {}

    /** Returns the error of a request that got no response. */
    public static OciException of(Request request, IOException e) {
        return of(request, e, Optional.empty());
    }

    /** Returns the error of a request that got no response, through a proxy where there is one. */
    static OciException of(Request request, IOException e, Optional<ProxyServer> proxy) {
        if (e.getCause() instanceof OciException
                || e instanceof InterruptedIOException
                || e instanceof ClosedByInterruptException) {
            return Streams.failure(request.what(), request.where(), e);
        }
        if (HttpsServer.alerted(request, e)) {
            return HttpsServer.error(request);
        }
        Problem problem = Problem.of(request.what() + " failed").at(request.where());
        String host = Uris.authority(request.uri());
        if (proxy.isPresent() && !Retryable.ssl(e) && !(e instanceof HttpTimeoutException)) {
            problem = ProxyFailure.explain(problem, proxy.get(), host, e);
        } else if (Retryable.unresolved(e)) {
            problem = problem.because("cannot resolve the host name " + host).advice("check the name of the registry");
        } else if (e instanceof HttpConnectTimeoutException) {
            String peer = proxy.map(known -> "the proxy " + known).orElse(host + Addresses.note(request.uri()));
            problem = problem.because("connecting to " + peer + " took too long")
                    .advice("check the address, the network and the proxy");
        } else if (e instanceof HttpTimeoutException) {
            problem = problem.because(host + ": " + e.getMessage()).advice("try again, or raise the timeout");
        } else if (Retryable.refused(e)) {
            problem = problem.because(host + " refused the connection" + Addresses.note(request.uri()))
                    .advice("check that the registry is running, and the port");
        } else if (Retryable.ssl(e)) {
            problem = TlsFailure.explain(problem, host, e);
        } else if (String.valueOf(e.getMessage()).contains(NO_RESPONSE)) {
            problem = problem.because(host + " closed the connection without a response")
                    .advice(HttpsServer.isPlain(request) ? "check whether it expects HTTPS" : "");
        } else if (Retryable.cause(e, ProtocolException.class) != null) {
            problem = problem.because(host + " sent a response that is not valid HTTP: " + text(e))
                    .advice(
                            text(e).contains(NO_END_OF_CHUNKS)
                                    ? "newer JDKs refuse trailers after a chunked body: turn them off in the registry,"
                                            + " or in the proxy in front of it"
                                    : "check the registry, and the proxy in front of it");
        } else {
            problem = problem.because("the connection to " + host + " broke: " + text(e));
        }
        return new UnreachableException(problem.retryable(Retryable.failure(e)).causedBy(e));
    }

    static String text(IOException e) {
        String text = e.getMessage() == null ? "it ended" : e.getMessage();
        if (text.startsWith(CUT)) {
            return "the body was cut off";
        }
        return clean(CLASS_NAME.matcher(text).replaceFirst(""));
    }

    /** Returns the error for a response with an unexpected status; reads and closes the response. */
    public static OciException of(Request request, Response response) {
        return of(request, response, "");
    }

    /** Returns the same with a reason before the registry's message. */
    public static OciException of(Request request, Response response, String because) {
        List<RegistryError> errors = errors(response);
        int status = response.status();
        if (status == 400 && HttpsServer.answered(request, errors)) {
            return HttpsServer.error(request);
        }
        Problem problem = Problem.of(request.what() + " failed")
                .at(request.where())
                .because(because)
                .answered(status, errors);
        if (status == 400 && errors.stream().anyMatch(error -> error.message().contains(NO_CERTIFICATE))) {
            return new UnauthenticatedException(problem.advice(
                    Remedy.PRESENT_CERTIFICATE, "present a client certificate that the registry accepts"));
        }
        if (because.isEmpty()
                && status / 100 == 3
                && Redirects.location(response).isEmpty()) {
            return new UnsupportedException(problem.because("it redirects, but does not say where to"));
        }
        Optional<String> elsewhere = elsewhere(request, response);
        if (because.isEmpty() && elsewhere.isPresent()) {
            return new UnsupportedException(
                    problem.because("it redirects to " + elsewhere.get()).advice("use that address"));
        }
        Set<String> codes = errors.stream().map(RegistryError::code).collect(Collectors.toSet());
        if (codes.contains("BLOB_UPLOAD_UNKNOWN") && status == 404) {
            return new UnreachableException(
                    or(problem, because, "the registry lost the upload session").advice("try again"));
        }
        if (status == 400 || status == 404 || status == 422) {
            if (codes.stream().anyMatch(INVALID_MANIFEST::contains)) {
                return new InvalidManifestException(problem);
            }
            if (codes.stream().anyMatch(INVALID_NAME::contains)) {
                return new InvalidReferenceException(problem);
            }
        }
        if (codes.contains("DENIED") && Retryable.status(status)) {
            return new DeniedException(problem.advice("ask for access to this repository"));
        }
        return switch (status) {
            case 401 -> new UnauthenticatedException(problem.advice("log in, or check the credentials"));
            case 403 -> new DeniedException(problem.advice("ask for access to this repository"));
            case 404 -> new NotFoundException(problem);
            case 405 ->
                new UnsupportedException(
                        or(problem, because, reads(request) ? REJECTED : "the registry is read-only here"));
            case 413 ->
                new LimitExceededException(
                        errors.isEmpty()
                                ? or(
                                        problem,
                                        because,
                                        "it is larger than the registry, or a proxy in front of it, accepts")
                                : problem);
            case 429 -> new ThrottledException(problem.advice("try again later").retryable(true));
            default ->
                Retryable.status(status)
                        ? new UnreachableException(
                                problem.advice("try again later").retryable(true))
                        : new UnsupportedException(errors.isEmpty() ? or(problem, because, REJECTED) : problem);
        };
    }

    /** Returns where a redirect that was not followed leads, without path and query; empty for other responses. */
    private static Optional<String> elsewhere(Request request, Response response) {
        if (response.status() / 100 != 3) {
            return Optional.empty();
        }
        try {
            return Redirects.location(response)
                    .map(location -> Uris.resolve(request.uri(), location))
                    .map(uri -> uri.getScheme() + "://" + Uris.authority(uri));
        } catch (IllegalArgumentException | UnreachableException e) {
            return Optional.empty();
        }
    }

    private static Problem or(Problem problem, String because, String otherwise) {
        return because.isEmpty() ? problem.because(otherwise) : problem;
    }

    private static boolean reads(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    /**
     * Returns the registry's own errors (distribution-spec, "Error Codes") or words, bounded; reads and closes the
     * response.
     */
    public static List<RegistryError> errors(Response response) {
        return RegistryWords.read(response);
    }

    /** Returns the codes of the registry's errors, where the response is in memory, which can be read again. */
    static Set<String> codes(Response response) {
        return RegistryWords.read(response).stream().map(RegistryError::code).collect(Collectors.toSet());
    }

    /**
     * Returns untrusted text for a message: one line, of bounded length, without queries, which may hold signatures.
     */
    public static String clean(String text) {
        String start = text.length() > LONGEST_TEXT * 4 ? text.substring(0, LONGEST_TEXT * 4) : text;
        String line = start.replaceAll("\\?[^\\s?]*=\\S*", "?…")
                .replaceAll("[\\p{Cc}\\s]+", " ")
                .strip();
        return Text.clean(line, LONGEST_TEXT);
    }
}
