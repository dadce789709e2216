package dev.portolan.auth;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the program of a credential helper in {@code PATH}. */
final class HelperProgram {
    private static final boolean WINDOWS = File.pathSeparatorChar == ';';
    private static final List<String> SUFFIXES = WINDOWS ? List.of(".exe", ".cmd", ".bat") : List.of("");

    private HelperProgram() {}

    /**
     * Returns the first executable file of this name. Relative directories are skipped, because anyone may have put a
     * program into the working directory.
     */
    static Optional<Path> find(String program, UserEnvironment environment) {
        for (String dir : environment.variable("PATH").orElse("").split(File.pathSeparator)) {
            for (String suffix : SUFFIXES) {
                Optional<Path> found = executable(dir, program + suffix);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> executable(String dir, String program) {
        try {
            Path path = Path.of(dir, program);
            return path.isAbsolute() && Files.isRegularFile(path) && Files.isExecutable(path)
                    ? Optional.of(path)
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
