package dev.portolan.registry.wire;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the heads of requests (RFC 9112, sections 2 to 7), and refuses requests that two readers could interpret
 * differently.
 */
final class RequestReader {
    private static final int LONGEST_LINE = 16 << 10;
    private static final int LARGEST_HEAD = 64 << 10;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7e]*");
    /** The request target of a client that uses this server as a proxy: authority, then path and query. */
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?]*)(.*)");

    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final WireInput input;
    private final Connection connection;

    RequestReader(WireInput input, Connection connection) {
        this.input = input;
        this.connection = connection;
    }

    Request next() throws IOException {
        input.beginHead();
        String line = input.line(LONGEST_LINE, 414);
        if (line.isEmpty()) {
            line = input.line(LONGEST_LINE, 414); // RFC 9112, 2.2: an empty line before the request is let pass
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !TOKEN.matcher(parts[0]).matches()) {
            throw new MalformedRequestException(400, "the request line is not valid HTTP/1.1");
        }
        if (!parts[2].equals("HTTP/1.1") && !parts[2].equals("HTTP/1.0")) {
            throw new MalformedRequestException(
                    parts[2].startsWith("HTTP/") ? 505 : 400, "the protocol is neither HTTP/1.1 nor HTTP/1.0");
        }
        Matcher whole = ABSOLUTE.matcher(parts[1]);
        String target = whole.matches() ? path(whole.group(2)) : parts[1];
        if (!TARGET.matcher(target).matches()) {
            throw new MalformedRequestException(400, "the target is not an absolute path");
        }
        Headers headers = headers();
        input.endHead();
        if (parts[2].equals("HTTP/1.1") && headers.all("Host").size() != 1) {
            throw new MalformedRequestException(400, "there must be exactly one Host");
        }
        if (whole.matches()) {
            headers.set("Host", whole.group(1)); // RFC 9112, 3.2.2: the Host header is then ignored
        }
        if (headers.first("Host").isPresent()
                && !HOST.matcher(headers.first("Host").get()).matches()) {
            throw new MalformedRequestException(400, "Host is invalid");
        }
        return new Request(parts[0], target, parts[2], headers, body(headers), connection);
    }

    /** Returns the path of an absolute address; an empty path is the root (RFC 9112, 3.2.1). */
    private static String path(String rest) {
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private Headers headers() throws IOException {
        Headers headers = new Headers();
        int size = 0;
        while (true) {
            String line = input.line(LONGEST_LINE, 431);
            if (line.isEmpty()) {
                return headers;
            }
            size += line.length();
            if (size > LARGEST_HEAD) {
                throw new MalformedRequestException(431, "the header is larger than " + LARGEST_HEAD + " bytes");
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
                throw new MalformedRequestException(400, "a header field has no name");
            }
            String value = line.substring(colon + 1).strip();
            if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
                throw new MalformedRequestException(400, "a header field has a control character");
            }
            headers.add(line.substring(0, colon), value);
        }
    }

    private BodyStream body(Headers headers) throws MalformedRequestException {
        List<String> encodings = headers.all("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        Runnable permission = headers.has("Expect", "100-continue") ? connection::sendContinue : () -> {};
        if (!encodings.isEmpty()) {
            if (encodings.size() > 1 || !encodings.get(0).equalsIgnoreCase("chunked")) {
                throw new MalformedRequestException(501, "the transfer encoding is not chunked");
            }
            if (!lengths.isEmpty()) {
                throw new MalformedRequestException(400, "Transfer-Encoding and Content-Length are both present");
            }
            return new BodyStream(input, OptionalLong.empty(), permission);
        }
        long length = 0;
        if (!lengths.isEmpty()) {
            if (lengths.stream().distinct().count() > 1
                    || !LENGTH.matcher(lengths.get(0)).matches()) {
                throw new MalformedRequestException(400, "Content-Length is not one number");
            }
            length = Long.parseLong(lengths.get(0));
        }
        return new BodyStream(input, OptionalLong.of(length), permission);
    }
}
