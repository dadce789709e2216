package dev.portolan.cli;

import dev.portolan.content.Content;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The output file for raw content. */
final class OutputFileOption {
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "the file to write to; - is standard output (default: ${DEFAULT-VALUE})")
    private String file = STANDARD_OUTPUT;

    void write(Content content, Output output) throws IOException {
        if (file.equals(STANDARD_OUTPUT)) {
            output.write(content);
        } else {
            WholeFile.write(Path.of(file), content);
        }
    }
}
