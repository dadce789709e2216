package dev.portolan.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Annotations that must have been signed. */
final class RequiredAnnotations {
    @Option(
            names = {"-a", "--annotation"},
            paramLabel = "K=V",
            description = "require that this annotation was signed by the key (repeatable)")
    private List<String> annotations = new ArrayList<>();

    Map<String, String> byKey() {
        return AnnotationOption.byKey(annotations);
    }
}
