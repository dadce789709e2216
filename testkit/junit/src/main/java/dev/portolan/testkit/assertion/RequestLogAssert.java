package dev.portolan.testkit.assertion;

import dev.portolan.registry.server.RecordedRequest;
import dev.portolan.registry.server.RequestLog;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about the requests to a server. A request is given as its method and path, without the query: {@code GET
 * /v2/demo/tree/manifests/v1}; {@code *} matches any characters, such as a digest or the id of an upload.
 *
 * @since 0.1.0
 */
public final class RequestLogAssert extends AbstractAssert<RequestLogAssert, RequestLog> {

    RequestLogAssert(RequestLog actual) {
        super(actual, RequestLogAssert.class);
    }

    /** Verifies that there were exactly these requests, in this order. */
    public RequestLogAssert containsExactly(String... lines) {
        List<RecordedRequest> requests = requests();
        boolean same = requests.size() == lines.length;
        for (int i = 0; same && i < lines.length; i++) {
            same = requests.get(i).matches(lines[i]);
        }
        if (!same) {
            throw failureWithActualExpected(
                    text(requests), String.join("\n", lines), "%s", difference("in this order", lines));
        }
        return this;
    }

    /** Verifies that there were exactly these requests, in any order. A pattern matches one request. */
    public RequestLogAssert containsExactlyInAnyOrder(String... lines) {
        if (requests().size() != lines.length || !unmatched(lines).isEmpty()) {
            throw failureWithActualExpected(
                    text(requests()), String.join("\n", lines), "%s", difference("in any order", lines));
        }
        return this;
    }

    /** Verifies that these requests were sent, in any order and possibly among others. */
    public RequestLogAssert contains(String... lines) {
        List<String> missing = unmatched(lines);
        if (!missing.isEmpty()) {
            throw failure("Expected these requests:%n%s%nbut there were only:%n%s", missing, text(requests()));
        }
        return this;
    }

    /** Verifies that there was no such request. */
    public RequestLogAssert doesNotContain(String line) {
        return hasCount(line, 0);
    }

    /** Verifies the number of such requests. */
    public RequestLogAssert hasCount(String line, int count) {
        List<RecordedRequest> found =
                requests().stream().filter(request -> request.matches(line)).toList();
        if (found.size() != count) {
            throw failureWithActualExpected(
                    found.size(),
                    count,
                    "Expected %d requests like %s, but there were %d:%n%s",
                    count,
                    line,
                    found.size(),
                    text(found));
        }
        return this;
    }

    /** Verifies the number of requests. */
    public RequestLogAssert hasSize(int count) {
        return hasCount("*", count);
    }

    /** Verifies that there were no requests. */
    public RequestLogAssert isEmpty() {
        return hasSize(0);
    }

    /**
     * Verifies that no request to this port had credentials, such as that of the storage to which blobs are redirected.
     */
    public RequestLogAssert sentNoCredentialsTo(int port) {
        List<RecordedRequest> telling = requests().stream()
                .filter(request -> request.port() == port
                        && request.header("Authorization").isPresent())
                .toList();
        if (!telling.isEmpty()) {
            throw failure("Expected no credentials to port %d, but these requests carried some:%n%s", port, telling);
        }
        return this;
    }

    private List<RecordedRequest> requests() {
        isNotNull();
        return actual.all();
    }

    /** Returns the lines for which no request is left, when each is given one. */
    private List<String> unmatched(String... lines) {
        List<RecordedRequest> left = new ArrayList<>(requests());
        List<String> missing = new ArrayList<>();
        // Patterns without a star first, so that a star does not match a request of another line.
        Stream<String> exactFirst = Stream.concat(
                Stream.of(lines).filter(line -> line.indexOf('*') < 0),
                Stream.of(lines).filter(line -> line.indexOf('*') >= 0));
        exactFirst.forEach(line -> left.stream()
                .filter(request -> request.matches(line))
                .findFirst()
                .ifPresentOrElse(left::remove, () -> missing.add(line)));
        return missing;
    }

    private String difference(String order, String... lines) {
        return String.format(
                "Expected exactly these %d requests, %s:%n%s%nbut there were %d:%n%s",
                lines.length, order, String.join("\n", lines), requests().size(), text(requests()));
    }

    private static String text(List<RecordedRequest> requests) {
        return requests.stream().map(RecordedRequest::toString).collect(Collectors.joining("\n"));
    }
}
