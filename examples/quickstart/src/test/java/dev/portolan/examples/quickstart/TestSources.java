package dev.portolan.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The test classes of all modules, found by name; contracts lie among the sources of the testkit. */
final class TestSources {
    private static final Path ROOT = Path.of("..", "..");
    private static final Set<String> EXAMPLES =
            Set.of("analysis-cache", "cli", "file-archives", "infra-artifacts", "quickstart");

    private final Map<String, Map<String, List<Path>>> modules = new HashMap<>();

    /** The source of a class; empty when the module has no such class. */
    Optional<String> source(String module, String className) throws IOException {
        Map<String, List<Path>> classes = modules.get(module);
        if (classes == null) {
            classes = classes(
                    ROOT.resolve(EXAMPLES.contains(module) ? "examples" : ".").resolve(module));
            modules.put(module, classes);
        }
        StringBuilder sources = new StringBuilder(); // of all packages that have a class of that name
        for (Path file : classes.getOrDefault(className + ".java", List.of())) {
            sources.append(Files.readString(file));
        }
        return sources.isEmpty() ? Optional.empty() : Optional.of(sources.toString());
    }

    private static Map<String, List<Path>> classes(Path module) throws IOException {
        Map<String, List<Path>> classes = new HashMap<>();
        for (String sources : new String[] {"src/main/java", "src/test/java"}) {
            Path folder = module.resolve(sources);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.forEach(file -> classes.computeIfAbsent(
                                    file.getFileName().toString(), name -> new ArrayList<>())
                            .add(file));
                }
            }
        }
        return classes;
    }
}
