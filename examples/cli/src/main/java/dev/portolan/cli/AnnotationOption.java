package dev.portolan.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Annotations of a manifest. */
final class AnnotationOption {
    @Option(
            names = {"-a", "--annotation"},
            paramLabel = "K=V",
            description = "annotation for the manifest (repeatable)")
    private List<String> annotations = new ArrayList<>();

    /** Returns the annotations by key, in the given order. */
    Map<String, String> byKey() {
        return byKey(annotations);
    }

    static Map<String, String> byKey(List<String> annotations) {
        Map<String, String> byKey = new LinkedHashMap<>();
        for (String annotation : annotations) {
            int equals = annotation.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--annotation takes KEY=VALUE, not '" + annotation + "'");
            }
            String key = annotation.substring(0, equals);
            if (byKey.put(key, annotation.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("annotation '" + key + "' is given twice");
            }
        }
        return byKey;
    }
}
