package dev.portolan.http.pipeline;

import dev.portolan.error.RegistryError;
import dev.portolan.http.wire.Response;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the message of a registry, a token service or a proxy about a failure: the error list of distribution-spec
 * ("Error Codes"), the error objects of other servers, the XML of blob storage, plain text, or the title of a web page.
 */
final class RegistryWords {
    private static final int MOST_ERRORS = 10;
    private static final int LARGEST_BODY = 64 << 10;
    private static final int LONGEST_TEXT = 300;
    private static final int DEEPEST = 3;
    private static final List<String> CODES = List.of("code", "error");
    private static final List<String> MESSAGES =
            List.of("message", "error_description", "detail", "details", "reason", "title", "errorMessage", "msg");

    private RegistryWords() {}

    /** Returns the errors in a response, cleaned and bounded; reads and closes it. */
    static List<RegistryError> read(Response response) {
        byte[] body;
        try {
            body = response.body().readUpTo(LARGEST_BODY);
        } catch (IOException e) {
            return List.of(); // the status has to be enough
        }
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) {
            try {
                return object(Json.parseObject(body).members());
            } catch (JsonFormatException e) {
                return List.of();
            }
        }
        String type = MediaTypes.withoutParameters(
                        response.header("Content-Type").orElse(""))
                .toLowerCase(Locale.ROOT);
        if (isXml(type, text) && !isPage(type, text)) {
            RegistryError error = error(element(text, "Code"), element(text, "Message"));
            return error.code().isEmpty() && error.message().isEmpty() ? List.of() : List.of(error);
        }
        String message = isPage(type, text) ? element(text, "title") : isText(type, text) ? text : "";
        return message.isEmpty() ? List.of() : List.of(error("", message));
    }

    private static List<RegistryError> object(Map<String, @Nullable Object> members) {
        List<RegistryError> errors = new ArrayList<>();
        if (members.get("errors") instanceof List<?> list) {
            for (Object entry : list) {
                if (errors.size() < MOST_ERRORS && entry instanceof Map<?, ?> error) {
                    errors.add(listed(error));
                } else if (errors.size() < MOST_ERRORS && entry instanceof String text) {
                    errors.add(error("", text));
                }
            }
        }
        if (errors.isEmpty() && members.get("error") instanceof Map<?, ?> nested) {
            errors.add(single(nested));
        } else if (errors.isEmpty()) {
            errors.add(single(members));
        }
        errors.removeIf(error -> error.code().isEmpty() && error.message().isEmpty());
        return errors;
    }

    /** Returns an entry of the error list: its detail follows the message unless it repeats it. */
    private static RegistryError listed(Map<?, ?> entry) {
        String message = text(entry.get("message"));
        String detail = flat(entry.get("detail"), DEEPEST);
        boolean more = !detail.isEmpty() && !message.contains(detail);
        return error(
                text(entry.get("code")), !more ? message : message.isEmpty() ? detail : message + " (" + detail + ")");
    }

    private static RegistryError single(Map<?, ?> members) {
        String code = CODES.stream()
                .map(name -> text(members.get(name)))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        List<String> texts = MESSAGES.stream()
                .map(name -> flat(members.get(name), DEEPEST))
                .filter(text -> !text.isEmpty() && !text.equals(code))
                .distinct()
                .toList();
        return error(code, String.join(": ", texts));
    }

    private static RegistryError error(String code, String message) {
        return new RegistryError(Failures.clean(code), Failures.clean(message));
    }

    private static String text(@Nullable Object value) {
        return value instanceof String || value instanceof Number ? String.valueOf(value) : "";
    }

    /** Returns a value of any form as one line; the names of members go before their values. */
    private static String flat(@Nullable Object value, int depth) {
        List<String> parts = new ArrayList<>();
        if (value instanceof Map<?, ?> map && depth > 0) {
            map.forEach((name, member) -> add(parts, name + " ", flat(member, depth - 1)));
        } else if (value instanceof List<?> list && depth > 0) {
            list.stream().limit(MOST_ERRORS).forEach(member -> add(parts, "", flat(member, depth - 1)));
        } else {
            add(parts, "", value instanceof Boolean ? value.toString() : text(value));
        }
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, String name, String text) {
        if (!text.isBlank()) {
            parts.add(name + text.strip());
        }
    }

    private static boolean isPage(String type, String text) {
        return type.equals("text/html")
                || type.equals("application/xhtml+xml")
                || starts(text, "<!doctype html", "<html");
    }

    /** Returns whether this is an error of S3, of Google Cloud Storage or of Azure, to which blobs are redirected. */
    private static boolean isXml(String type, String text) {
        return type.equals("application/xml") || type.equals("text/xml") || starts(text, "<?xml");
    }

    private static boolean starts(String text, String... prefixes) {
        return List.of(prefixes).stream().anyMatch(prefix -> text.regionMatches(true, 0, prefix, 0, prefix.length()));
    }

    private static boolean isText(String type, String text) {
        return Set.of("", "text/plain", "application/json").contains(type)
                && !text.startsWith("<")
                && text.chars().limit(LONGEST_TEXT).noneMatch(c -> c == 0 || c == 0xfffd);
    }

    /** Returns the text of the first element of this name, which says more than the markup. */
    private static String element(String page, String name) {
        String lower = page.toLowerCase(Locale.ROOT);
        String tag = name.toLowerCase(Locale.ROOT);
        int start = lower.indexOf("<" + tag);
        int begin = start < 0 ? -1 : page.indexOf('>', start);
        int end = begin < 0 ? -1 : lower.indexOf("</" + tag, begin);
        return end < 0 || lower.length() != page.length()
                ? ""
                : page.substring(begin + 1, end)
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&#39;", "'")
                        .replace("&amp;", "&");
    }
}
