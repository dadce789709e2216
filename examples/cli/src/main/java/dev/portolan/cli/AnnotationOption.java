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
            description = "an annotation of the manifest (can be given again)")
    private List<String> annotations = new ArrayList<>();

    /** By key, in the order given. */
    Map<String, String> byKey() {
        Map<String, String> byKey = new LinkedHashMap<>();
        for (String annotation : annotations) {
            int equals = annotation.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--annotation takes KEY=VALUE, not '" + annotation + "'");
            }
            String key = annotation.substring(0, equals);
            if (byKey.put(key, annotation.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("the annotation '" + key + "' is given twice");
            }
        }
        return byKey;
    }
}
