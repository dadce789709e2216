package dev.portolan.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The test classes of all modules, found by name; contracts are among the main sources of the testkit. */
final class TestSources {
    private static final Path ROOT = Path.of("..", "..");
    private static final Set<String> EXAMPLES =
            Set.of("analysis-cache", "cli", "file-archives", "infra-artifacts", "model-pack", "quickstart");

    private final Map<String, Map<String, List<Path>>> modules = new HashMap<>();

    /** The sources of the classes of this name, in whichever packages of the module. */
    List<String> sources(String module, String className) throws IOException {
        Map<String, List<Path>> classes = modules.get(module);
        if (classes == null) {
            classes = classes(
                    ROOT.resolve(EXAMPLES.contains(module) ? "examples" : ".").resolve(module));
            modules.put(module, classes);
        }
        List<String> sources = new ArrayList<>();
        for (Path file : classes.getOrDefault(className + ".java", List.of())) {
            sources.add(Files.readString(file));
        }
        return sources;
    }

    private static Map<String, List<Path>> classes(Path module) throws IOException {
        Map<String, List<Path>> classes = new HashMap<>();
        for (Path root : roots(module)) {
            try (Stream<Path> files = Files.walk(root)) {
                files.forEach(file -> classes.computeIfAbsent(file.getFileName().toString(), name -> new ArrayList<>())
                        .add(file));
            }
        }
        return classes;
    }

    /** The source folders of a module; a folder such as adapters-fs holds several modules, each with its own. */
    private static List<Path> roots(Path module) throws IOException {
        try (Stream<Path> children = Files.list(module)) {
            return Stream.concat(Stream.of(module), children)
                    .flatMap(folder ->
                            Stream.of("src/main/java", "src/test/java").map(folder::resolve))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}
