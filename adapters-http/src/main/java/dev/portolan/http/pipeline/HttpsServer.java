package dev.portolan.http.pipeline;

import dev.portolan.error.Problem;
import dev.portolan.error.RegistryError;
import dev.portolan.error.Remedy;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Uris;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Recognizes a server that expects TLS and got a request without it. */
final class HttpsServer {
    /** The responses of Go, nginx and Apache httpd in this case. */
    private static final List<String> ANSWERS = List.of(
            "http request to an https server",
            "http request was sent to https port",
            "speaking plain http to an ssl-enabled server port");

    private HttpsServer() {}

    /** Returns whether the connection broke because the server sent a TLS alert instead of a response. */
    static boolean alerted(Request request, IOException e) {
        return isPlain(request) && String.valueOf(e.getMessage()).contains("Invalid status line: \"\u0015\u0003");
    }

    /** Returns whether an answer with status 400 says so. */
    static boolean answered(Request request, List<RegistryError> errors) {
        return isPlain(request)
                && errors.stream()
                        .map(error -> error.message().toLowerCase(Locale.ROOT))
                        .anyMatch(message -> ANSWERS.stream().anyMatch(message::contains));
    }

    /** Returns the error for the user. */
    static UnreachableException error(Request request) {
        return new UnreachableException(Problem.of(request.what() + " failed")
                .at(request.where())
                .because(Uris.authority(request.uri()) + " expects HTTPS, and the request used plain HTTP")
                .advice(Remedy.USE_HTTPS, "use HTTPS: do not allow plain HTTP for this host"));
    }

    /** Returns whether a request is not encrypted. */
    static boolean isPlain(Request request) {
        return request.uri().getScheme().equals("http");
    }
}
