package dev.portolan.cli;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A file that an argument names, or standard input where the argument is {@code -}; pipes can be read too. */
final class InputFile implements AutoCloseable {
    private static final String STANDARD_INPUT = "-";

    private final Path path;
    private final boolean temporary;

    private InputFile(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /**
     * Opens a file that can be read more than once; standard input or a pipe is kept in a temporary file until this is
     * closed.
     */
    static InputFile of(String argument) {
        if (!argument.equals(STANDARD_INPUT)) {
            Path path = Path.of(argument);
            if (Files.notExists(path)) {
                throw FileErrors.missing(path);
            }
            return Files.isReadable(path) && isStream(path)
                    ? kept(copy ->
                            FileErrors.writing(copy, () -> Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING)))
                    : new InputFile(path, false);
        }
        return kept(StandardInput::copyTo);
    }

    /** A shell makes {@code <(command)} a pipe. */
    private static boolean isStream(Path path) {
        return !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    private static InputFile kept(Consumer<Path> source) {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        InputFile input =
                new InputFile(FileErrors.writing(directory, () -> Files.createTempFile("portolan", ".stdin")), true);
        try {
            source.accept(input.path);
            return input;
        } catch (RuntimeException e) {
            input.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** Reads a whole file. */
    static byte[] read(Path file) {
        if (Files.isDirectory(file)) {
            throw new StorageException(
                    Problem.of("not a file").at(file.toString()).because("it is a directory"));
        }
        return FileErrors.reading(file, () -> Files.readAllBytes(file));
    }

    /** Reads and parses a whole file; an error about its content names the file. */
    static <T> T parse(Path file, Function<byte[], T> parser) {
        byte[] content = read(file);
        return naming(file.toString(), () -> parser.apply(content));
    }

    /** Parses files; an error about their content names them. */
    static <T> T naming(String files, Supplier<T> parsing) {
        try {
            return parsing.get();
        } catch (InvalidConfigurationException e) {
            throw e.where().isPresent() ? e : e.with(e.problem().at(files).causedBy(e));
        }
    }

    /** Reads a whole file, or standard input. */
    static byte[] read(String argument) {
        return argument.equals(STANDARD_INPUT) ? StandardInput.bytes() : read(Path.of(argument));
    }

    @Override
    public void close() {
        if (temporary) {
            FileErrors.writing(path, () -> Files.deleteIfExists(path));
        }
    }
}
