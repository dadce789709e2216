package dev.portolan.registry.server;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Faults as the command line writes them. */
final class FaultText {
    private static final Map<String, Function<String, Fault>> ACTIONS = Map.of(
            "status", value -> Fault.status(Integer.parseInt(value)),
            "delay", value -> Fault.delay(millis(value)),
            "cut", value -> Fault.cut(Long.parseLong(value)),
            "cut-upload", value -> Fault.cutUpload(Long.parseLong(value)),
            "corrupt", value -> Fault.corrupt(Long.parseLong(value)),
            "stall", FaultText::stall,
            "throttle", value -> Fault.throttle(millis(value)),
            "redirect", value -> Fault.redirect(URI.create(value)));

    private static final Map<String, BiFunction<Fault, String, Fault>> CHOICES = Map.of(
            "method", Fault::method,
            "path", Fault::path,
            "nth", (fault, value) -> fault.nth(Integer.parseInt(value)),
            "first", (fault, value) -> fault.first(Integer.parseInt(value)),
            "every", (fault, value) -> fault.every(Integer.parseInt(value)),
            "share", (fault, value) -> fault.share(Double.parseDouble(value)));

    private FaultText() {}

    static Fault parse(String text) {
        String[] parts = text.split(";");
        Fault fault = part(text, parts[0], ACTIONS, Function::apply);
        for (int i = 1; i < parts.length; i++) {
            Fault before = fault;
            fault = part(text, parts[i], CHOICES, (choice, value) -> choice.apply(before, value));
        }
        return fault;
    }

    private static <T> Fault part(String text, String part, Map<String, T> known, BiFunction<T, String, Fault> read) {
        int equals = part.indexOf('=');
        String name = (equals < 0 ? part : part.substring(0, equals)).strip();
        T entry = known.get(name);
        if (equals < 0 || entry == null) {
            throw malformed(
                    text,
                    part,
                    "expected NAME=VALUE with one of the names "
                            + String.join(", ", known.keySet().stream().sorted().toList()));
        }
        try {
            return read.apply(entry, part.substring(equals + 1).strip());
        } catch (NumberFormatException e) {
            throw malformed(text, part, "its value is not a number");
        } catch (IllegalArgumentException e) {
            throw malformed(text, part, String.valueOf(e.getMessage()));
        }
    }

    private static Fault stall(String value) {
        int comma = value.indexOf(',');
        if (comma < 0) {
            throw new IllegalArgumentException("expected bytes,milliseconds");
        }
        return Fault.stall(Long.parseLong(value.substring(0, comma)), millis(value.substring(comma + 1)));
    }

    private static Duration millis(String value) {
        return Duration.ofMillis(Long.parseLong(value));
    }

    private static IllegalArgumentException malformed(String text, String part, String reason) {
        return new IllegalArgumentException("fault \"" + text + "\" is malformed at \"" + part + "\": " + reason);
    }
}
