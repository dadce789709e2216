package dev.portolan.examples.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that are compared, and the command of each for a job. */
enum Program {
    /** The launcher of this checkout. */
    PORTOLAN,
    ORAS,
    CRANE,
    SKOPEO;

    /** Returns the name as in tables. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds the program: the launcher above the current directory, or in {@code PORTOLAN_PEERS}, or on the {@code PATH}. */
    Optional<Path> find() {
        if (this == PORTOLAN) {
            for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
                Path launcher = folder.resolve("portolan");
                if (Files.isRegularFile(launcher) && Files.isExecutable(launcher)) {
                    return Optional.of(launcher);
                }
            }
            return Optional.empty();
        }
        String folders = System.getenv().getOrDefault("PORTOLAN_PEERS", "") + ":"
                + System.getenv().getOrDefault("PATH", "");
        return Stream.of(folders.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, text()))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns the command that writes an artifact to a new folder: its files, or for crane and skopeo a layout. */
    List<String> pull(Path program, String reference, Path into) {
        return switch (this) {
            case PORTOLAN -> List.of(program.toString(), "pull", "--no-progress", reference, "-o", into.toString());
            case ORAS ->
                List.of(program.toString(), "pull", "--plain-http", "--no-tty", "-o", into.toString(), reference);
            case CRANE -> List.of(program.toString(), "pull", "--insecure", "--format=oci", reference, into.toString());
            case SKOPEO ->
                List.of(
                        program.toString(),
                        "copy",
                        "-q",
                        "--src-tls-verify=false",
                        "docker://" + reference,
                        "oci:" + into + ":v1");
        };
    }

    /** Returns the command that writes an artifact to a new layout. */
    List<String> copy(Path program, String reference, Path into) {
        return switch (this) {
            case PORTOLAN ->
                List.of(program.toString(), "copy", "--no-progress", reference, "oci-layout:" + into + ":v1");
            case ORAS ->
                List.of(
                        program.toString(),
                        "copy",
                        "--no-tty",
                        "--from-plain-http",
                        "--to-oci-layout",
                        reference,
                        into + ":v1");
            case CRANE, SKOPEO -> pull(program, reference, into);
        };
    }

    /** Returns the command that pushes files of the current folder as one artifact; empty for those that only push images. */
    Optional<List<String>> push(Path program, String reference, List<String> files) {
        List<String> command = new ArrayList<>();
        switch (this) {
            case PORTOLAN -> command.addAll(List.of(program.toString(), "push", "--no-progress", reference));
            case ORAS -> command.addAll(List.of(program.toString(), "push", "--plain-http", "--no-tty", reference));
            default -> {
                return Optional.empty();
            }
        }
        command.addAll(files);
        return Optional.of(command);
    }
}
