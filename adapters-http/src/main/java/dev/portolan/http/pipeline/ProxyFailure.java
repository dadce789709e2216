package dev.portolan.http.pipeline;

import dev.portolan.error.Problem;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.ProxyServer;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Failures of a proxy, which are not those of the registry behind it. */
final class ProxyFailure {
    private static final int LOGIN_REQUIRED = 407;
    private static final String LOGIN = "write the proxy's address as USER:PASSWORD@HOST:PORT";
    /** The JVM omits the login silently, and only the application may set its properties. */
    private static final String TUNNEL_LOGIN =
            "check the user and password; for TLS connections, the JVM sends them only"
                    + " if it was started with -Djdk.http.auth.tunneling.disabledSchemes=";

    private static final Pattern TUNNEL = Pattern.compile("tunnel failed, got: ([0-9]{3})");
    private static final String ADVICE =
            "check the proxy's address (HTTP_PROXY, HTTPS_PROXY, or proxy in the settings)";

    private ProxyFailure() {}

    /** Explains why no response came through a proxy. */
    static Problem explain(Problem problem, ProxyServer proxy, String host, IOException e) {
        if (Retryable.unresolved(e)) {
            return problem.because("cannot resolve the host name " + proxy.host() + " of the proxy")
                    .advice(ADVICE);
        }
        if (Retryable.refused(e)) {
            return problem.because("the proxy " + proxy + " refused the connection")
                    .advice(ADVICE);
        }
        int status = tunnel(e);
        if (status > 0) {
            return problem.because("the proxy " + proxy + " refused to connect to " + host + " (HTTP " + status + ")")
                    .advice(Retryable.status(status) ? "try again" : "ask the operator of the proxy to allow " + host);
        }
        return problem.because(
                        "the connection to " + host + " through the proxy " + proxy + " broke: " + Failures.text(e))
                .advice(ADVICE);
    }

    /** Returns the status with which a proxy refused a tunnel; 0 for other failures. */
    static int tunnel(IOException e) {
        Matcher matcher = TUNNEL.matcher(Retryable.messages(e));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Returns a response that is the registry's. One that is the proxy's own is an error. */
    static Response checked(Request request, Response response, Optional<ProxyServer> proxy) {
        String name = proxy.map(known -> "the proxy " + known).orElse("the proxy");
        Problem problem = Problem.of(request.what() + " failed").at(request.where());
        if (response.status() == LOGIN_REQUIRED) {
            boolean given = proxy.flatMap(ProxyServer::login).isPresent();
            boolean tunnel = request.uri().getScheme().equalsIgnoreCase("https");
            throw new UnauthenticatedException(
                    problem.because(given ? name + " refused the user and password" : name + " requires a login")
                            .advice(given ? (tunnel ? TUNNEL_LOGIN : "check the user and password") : LOGIN)
                            .answered(LOGIN_REQUIRED, List.of()));
        }
        if (proxy.isPresent() && !response.succeeded() && isOwn(response)) {
            throw new UnreachableException(
                    problem.because(name + " responded instead of " + Uris.authority(request.uri()))
                            .advice("ask the operator of the proxy")
                            .answered(response.status(), Failures.errors(response))
                            .retryable(Retryable.status(response.status())));
        }
        return response;
    }

    /** Squid says so in a header; others answer with a page, which no registry does. */
    private static boolean isOwn(Response response) {
        return response.header("X-Squid-Error").isPresent()
                || response.header("Content-Type").orElse("").startsWith("text/html")
                        && response.header("Docker-Distribution-Api-Version").isEmpty();
    }
}
