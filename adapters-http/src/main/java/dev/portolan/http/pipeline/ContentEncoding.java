package dev.portolan.http.pipeline;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Handles the encodings that proxies apply although {@code Accept-Encoding: identity} was sent. */
public final class ContentEncoding {
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

    private ContentEncoding() {}

    /** Requests unencoded bytes, because the digest of content is that of its bytes. */
    static Request identity(Request request) {
        return request.header("Accept-Encoding").isPresent() ? request : request.with("Accept-Encoding", "identity");
    }

    /**
     * Returns the same response, whose body must be in memory, decoded from gzip.
     *
     * @param limit the largest body after decoding, in bytes; the rest is given up
     * @throws ContentMismatchException when the encoding is unknown, or the body is not in it
     */
    static Response decoded(Request request, Response response, int limit) throws IOException {
        byte[] body = response.encoded() ? response.body().readUpTo(limit) : new byte[0];
        if (body.length == 0) {
            return response;
        }
        if (!GZIP.contains(name(response))) {
            if (response.succeeded()) {
                throw refusal(request, response);
            }
            return response.with(ResponseBody.of(new byte[0]));
        }
        if (body.length < 2 || body[0] != 0x1f || body[1] != (byte) 0x8b) {
            return response; // the header says so, the bytes do not
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return response.with(ResponseBody.of(gzip.readNBytes(limit)));
        } catch (IOException e) {
            throw refusal(request, response);
        }
    }

    /**
     * Refuses the body of a blob that was encoded on the way.
     *
     * @param expected the number of bytes that were requested; a body of this length is left to the digest
     * @throws ContentMismatchException which names the encoding
     */
    public static void requireIdentity(Request request, Response response, long expected) {
        if (response.encoded() && !response.contentLength().equals(OptionalLong.of(expected))) {
            response.close();
            throw refusal(request, response);
        }
    }

    private static ContentMismatchException refusal(Request request, Response response) {
        return new ContentMismatchException(Problem.of(request.what() + " failed")
                .at(request.where())
                .because("the response is encoded (Content-Encoding: " + Failures.clean(name(response))
                        + ") although identity was requested")
                .advice("turn off compression in the proxy or CDN in front of the registry"));
    }

    private static String name(Response response) {
        return response.header("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    }
}
