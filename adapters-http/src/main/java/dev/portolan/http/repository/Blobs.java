package dev.portolan.http.repository;

import dev.portolan.content.ByteRange;
import dev.portolan.error.OciException;
import dev.portolan.http.pipeline.ContentEncoding;
import dev.portolan.http.pipeline.Failures;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.util.OptionalLong;

/** Reads blobs. */
final class Blobs {
    private final Api api;

    Blobs(Api api) {
        this.api = api;
    }

    /** Returns the name of the repository in messages. */
    String where() {
        return api.where();
    }

    /**
     * end-2, HEAD: a blob's size; below zero if it does not exist. If the response lacks the size (some caches) or is
     * refused (a redirect to storage whose signature is for GET), one byte is requested instead, or the start of the
     * blob.
     */
    long size(Digest blob) {
        Request request = request("HEAD", blob, "checking blob " + blob);
        try (Response response = api.stat(request, "/blobs/" + blob)) {
            OptionalLong length = response.contentLength();
            if (response.succeeded() && length.isPresent() && !response.encoded()) {
                return length.getAsLong();
            }
            if (response.status() == 404) {
                return -1;
            }
            boolean elsewhere = !response.uri().equals(request.uri());
            if (!response.succeeded() && !elsewhere && !Api.refusesHead(response.status())) {
                throw Failures.of(request, response);
            }
        }
        return sizeByGet(blob, "bytes=0-0");
    }

    private long sizeByGet(Digest blob, String range) {
        Request whole = request("GET", blob, "checking blob " + blob).asStream();
        Request request = range.isEmpty() ? whole : whole.with("Range", range);
        try (Response response = api.stat(request, "/blobs/" + blob)) {
            if (response.status() == 404) {
                return -1;
            }
            if (!range.isEmpty() && response.status() != 416 && Api.refusesRange(response.status())) {
                return sizeByGet(blob, "");
            }
            OptionalLong total = response.status() == 206
                    ? ContentRange.of(response).map(ContentRange::total).orElse(OptionalLong.empty())
                    : response.status() == 416 ? OptionalLong.of(0) : response.contentLength();
            if (!response.succeeded() && response.status() != 416 || total.isEmpty()) {
                throw Failures.of(request, response, "the response does not give the size of the blob");
            }
            return total.getAsLong();
        }
    }

    /**
     * end-2, GET: a blob, unverified. The response may be the whole blob although a range was requested: check its
     * status.
     *
     * @throws dev.portolan.error.NotFoundException when it is not there
     */
    Response get(Descriptor blob) {
        return get(request("GET", blob.digest(), "fetching blob " + blob.digest()), blob.digest(), blob.size());
    }

    /** end-2, GET with a range (distribution-spec, "Pulling blobs"). */
    Response get(Digest blob, ByteRange range) {
        Request request = request("GET", blob, "fetching blob " + blob)
                .with("Range", "bytes=" + range.offset() + "-" + (range.end() - 1));
        return get(request, blob, range.length());
    }

    private Response get(Request request, Digest blob, long expected) {
        Response response = api.read(request.asStream(), "/blobs/" + blob);
        if (response.status() == 200 || response.status() == 206) {
            ContentEncoding.requireIdentity(request, response, expected);
            return response;
        }
        throw Failures.of(request, response);
    }

    /**
     * end-10, DELETE: removes a blob.
     *
     * @throws dev.portolan.error.NotFoundException when it is not there
     * @throws dev.portolan.error.UnsupportedException when the registry does not delete
     */
    void delete(Digest blob) {
        Request request = request("DELETE", blob, "deleting blob " + blob);
        api.delete(request, response -> Failures.of(request, response));
    }

    /** Returns the error of a body that was cut off. */
    OciException failure(Digest blob, IOException e) {
        return Failures.of(request("GET", blob, "fetching blob " + blob), e);
    }

    private Request request(String method, Digest blob, String what) {
        return api.request(method, "/blobs/" + blob, what);
    }
}
