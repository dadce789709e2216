package dev.portolan.examples.infraartifacts;

import java.nio.file.Path;
import java.util.Set;

/** What is no part of a build: the leavings of tools, and hidden files. */
final class IgnoreRules {
    private static final Set<String> LEFT_OUT = Set.of("node_modules", "__pycache__", "venv", "dist", "build");
    /** Hidden, but meant for others. */
    private static final Set<String> KEPT = Set.of(".env.example", ".dockerignore");

    private IgnoreRules() {}

    /** Whether this is left out, wherever it stands; of a directory, all that is in it. */
    static boolean excludes(Path path) {
        String name = path.getFileName().toString();
        return LEFT_OUT.contains(name) || name.startsWith(".") && !KEPT.contains(name);
    }
}
