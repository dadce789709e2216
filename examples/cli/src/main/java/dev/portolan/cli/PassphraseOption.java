package dev.portolan.cli;

import java.io.Console;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The source of the passphrase of a private key. */
final class PassphraseOption {
    private static final String VARIABLE = "COSIGN_PASSWORD";

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "file with the key's passphrase, - for standard input (default: $COSIGN_PASSWORD)")
    private @Nullable String file;

    /**
     * Returns the passphrase; asks for it on a terminal when nothing else gives it.
     *
     * @param key the file of the key, for messages
     * @param encrypted whether the key needs one
     */
    char[] read(Path key, boolean encrypted) {
        if (file != null) {
            return firstLine(InputFile.read(file));
        }
        String variable = System.getenv(VARIABLE);
        if (variable != null) {
            return variable.toCharArray();
        }
        Console terminal = System.console();
        if (encrypted && terminal != null) {
            return StandardInput.password(terminal, "Passphrase").toCharArray();
        }
        if (encrypted) {
            throw new IllegalArgumentException(
                    key + ": the key is encrypted; set " + VARIABLE + " or pass --passphrase-file FILE");
        }
        return new char[0];
    }

    private static char[] firstLine(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        char[] line = StandardCharsets.UTF_8
                .decode(ByteBuffer.wrap(bytes, 0, end))
                .toString()
                .toCharArray();
        Arrays.fill(bytes, (byte) 0);
        return line;
    }
}
