package dev.portolan.http.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The head of an answer (RFC 9112, 4 and 5): its status, and its headers by name. */
record SocketHead(int status, Map<String, List<String>> headers) {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");
    private static final int MOST_INTERIM = 10;
    private static final int MOST_LINES = 1_000;
    private static final int LARGEST = 256 << 10;

    /** Reads the final head, after those that only say that it is to come. */
    static SocketHead read(SocketInput input) throws IOException {
        for (int i = 0; i < MOST_INTERIM; i++) {
            SocketHead head = readOne(input);
            if (head.status >= 200) {
                return head;
            }
        }
        throw new IOException("the answer never came to its status");
    }

    private static SocketHead readOne(SocketInput input) throws IOException {
        Matcher status = STATUS_LINE.matcher(input.line());
        if (!status.matches()) {
            throw new IOException("the answer is not one of HTTP/1.1");
        }
        return new SocketHead(Integer.parseInt(status.group(1)), headers(input));
    }

    /** Header lines up to the empty one; trailers look the same. */
    static Map<String, List<String>> headers(SocketInput input) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int size = 0;
        for (int lines = 0; lines < MOST_LINES && size < LARGEST; lines++) {
            String line = input.line();
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                throw new IOException("the answer has a header that is none");
            }
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).trim());
            size += line.length();
        }
        throw new IOException("the answer's headers are too large");
    }

    /**
     * How long the body is, in bytes: {@link SocketBody#CHUNKED}, or {@link SocketBody#UNTIL_CLOSED} (RFC 9112, 6.3).
     *
     * @throws IOException when the answer says two things
     */
    long bodyLength() throws IOException {
        if (status == 204 || status == 304) {
            return 0;
        }
        List<String> encodings = headers.getOrDefault("Transfer-Encoding", List.of());
        if (!encodings.isEmpty()) {
            if (encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked")) {
                return SocketBody.CHUNKED;
            }
            throw new IOException("the answer has a transfer encoding that is not known");
        }
        List<String> lengths = headers.getOrDefault("Content-Length", List.of()).stream()
                .distinct()
                .toList();
        if (lengths.isEmpty()) {
            return SocketBody.UNTIL_CLOSED;
        }
        if (lengths.size() > 1 || !lengths.get(0).matches("[0-9]{1,18}")) {
            throw new IOException("the answer has a length that makes no sense");
        }
        return Long.parseLong(lengths.get(0));
    }
}
