package dev.portolan.registry.server;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.StorageException;
import dev.portolan.error.ThrottledException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.json.Json;
import dev.portolan.registry.wire.Response;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is answered with an error of the specification. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** The codes for failures; the first that fits. */
    private static final List<Map.Entry<Class<? extends OciException>, ErrorCode>> CODES = List.of(
            Map.entry(NotFoundException.class, ErrorCode.NAME_UNKNOWN),
            Map.entry(ContentMismatchException.class, ErrorCode.DIGEST_INVALID),
            Map.entry(InvalidManifestException.class, ErrorCode.MANIFEST_INVALID),
            Map.entry(InvalidException.class, ErrorCode.NAME_INVALID),
            Map.entry(LimitExceededException.class, ErrorCode.SIZE_INVALID),
            Map.entry(UnsupportedException.class, ErrorCode.UNSUPPORTED),
            Map.entry(UnauthenticatedException.class, ErrorCode.UNAUTHORIZED),
            Map.entry(DeniedException.class, ErrorCode.DENIED),
            Map.entry(ThrottledException.class, ErrorCode.TOOMANYREQUESTS));

    private final ErrorCode code;
    private final int status;
    private final String detail;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    private Refusal(ErrorCode code, int status, String detail) {
        super(code + ": " + detail, null, false, false);
        this.code = code;
        this.status = status;
        this.detail = detail;
    }

    /** Returns a refusal for the reason of an exception. */
    static Refusal of(ErrorCode code, OciException reason) {
        return of(code, words(reason));
    }

    /** Describes the failure without the server's path of the content: clients know the repository by another name. */
    static String words(OciException failure) {
        return failure.problem().at("").toString();
    }

    static Refusal of(ErrorCode code, String detail) {
        return new Refusal(code, code.status(), detail);
    }

    /** Returns a refusal with another status than the code's own; 0 for the code's own. */
    static Refusal of(ErrorCode code, int status, String detail) {
        return new Refusal(code, status == 0 ? code.status() : status, detail);
    }

    /** Returns the refusal for a failure of the transport behind this server. */
    static Refusal of(OciException failure) {
        if (failure instanceof StorageException && isReadOnly(failure)) {
            return of(ErrorCode.DENIED, "the storage is read-only: " + words(failure));
        }
        return of(codeOf(failure), failure instanceof LimitExceededException ? 413 : 0, words(failure));
    }

    /** Whether nothing can be written, which no retry changes. */
    private static boolean isReadOnly(OciException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean readOnly = cause instanceof FileSystemException file
                    && String.valueOf(file.getReason()).contains("Read-only");
            if (readOnly || cause instanceof AccessDeniedException) {
                return true;
            }
        }
        return false;
    }

    private static ErrorCode codeOf(OciException failure) {
        return CODES.stream()
                .filter(code -> code.getKey().isInstance(failure))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(ErrorCode.UNKNOWN);
    }

    /** 429, with the time to wait rounded up to whole seconds. */
    static Refusal throttled(Duration retryAfter) {
        return of(ErrorCode.TOOMANYREQUESTS, "slow down")
                .with(
                        "Retry-After",
                        Long.toString(retryAfter.plusNanos(999_999_999).toSeconds()));
    }

    Refusal with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    /** The message for people. */
    String detail() {
        return detail;
    }

    void send(Response response) throws IOException {
        headers.forEach(response.headers()::set);
        response.headers().set("Content-Type", "application/json");
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code.name());
        error.put("message", code.message());
        error.put("detail", detail);
        response.send(status, Json.write(Map.of("errors", List.of(error))));
    }
}
