package dev.portolan.registry.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A request whose head was read. */
public final class Request {
    private final String method;
    private final String target;
    private final String version;
    private final Headers headers;
    private final BodyStream body;
    private final Connection connection;

    Request(String method, String target, String version, Headers headers, BodyStream body, Connection connection) {
        this.method = method;
        this.target = target;
        this.version = version;
        this.headers = headers;
        this.body = body;
        this.connection = connection;
    }

    /** Returns the method, in upper case as received. */
    public String method() {
        return method;
    }

    /** Returns whether this asks for a head without its body. */
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** Returns the path as received, still encoded, without the query. */
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** Returns the query as received, still encoded; empty if there is none. */
    public String query() {
        int question = target.indexOf('?');
        return question < 0 ? "" : target.substring(question + 1);
    }

    /**
     * Returns the parameters of the query, decoded; a name without a value has the empty one.
     *
     * @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits
     */
    public Map<String, List<String>> parameters() {
        return decode(query());
    }

    /** Decodes a query or a form. */
    public static Map<String, List<String>> decode(String encoded) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters
                        .computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), key -> new ArrayList<>())
                        .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    /** Returns the first value of a parameter. */
    public Optional<String> parameter(String name) {
        return parameters().getOrDefault(name, List.of()).stream().findFirst();
    }

    /** Returns the header fields. */
    public Headers headers() {
        return headers;
    }

    /** Returns the body; reading it asks a client that waits for permission to send. */
    public InputStream body() {
        return body;
    }

    /** Returns the length of the body; empty when it is chunked. */
    public OptionalLong contentLength() {
        return body.length();
    }

    /** Ends the connection when more than this many bytes of the body are read. */
    public void cutBody(long afterBytes) {
        body.cutAfter(afterBytes);
    }

    /** Returns the progress of this request and its response. */
    public Progress progress() {
        return body.progress();
    }

    /** Returns whether the client stopped sending before the end of the body. */
    public boolean bodyBroken() {
        return body.broken();
    }

    /** Returns the address under which the client reached this server: {@code http://host:port}. */
    public String base() {
        return (connection.secure() ? "https://" : "http://") + authority();
    }

    /** Returns the address under which the client would reach another port of this server. */
    public String base(int port) {
        return (connection.secure() ? "https://" : "http://") + authority().replaceFirst(":[0-9]*$", "") + ":" + port;
    }

    private String authority() {
        return headers.first("Host")
                .filter(host -> !host.isEmpty() && !host.startsWith(":"))
                .orElseGet(connection::localAuthority);
    }

    /** Returns the port of this server on which the request came. */
    public int localPort() {
        return connection.localPort();
    }

    /** Returns whether this is a request of HTTP/1.0, where a connection that is used again is the exception. */
    boolean isHttp10() {
        return version.equals("HTTP/1.0");
    }

    /** Returns whether the connection can be used again after this. */
    boolean keepsAlive() {
        return isHttp10() ? headers.has("Connection", "keep-alive") : !headers.has("Connection", "close");
    }

    /** Returns whether the rest of the body is known to have at most this size and is certain to arrive. */
    boolean canDrain(long atMost) {
        // A client that waits for permission and gets a final response instead may or may not send the body.
        boolean coming = body.begun() || headers.first("Expect").isEmpty();
        return body.ended() || coming && body.length().orElse(Long.MAX_VALUE) - body.count() <= atMost;
    }

    /** Reads the rest of the body. */
    void drain() throws IOException {
        body.drain();
    }
}
