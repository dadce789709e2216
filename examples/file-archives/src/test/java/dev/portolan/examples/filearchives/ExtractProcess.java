package dev.portolan.examples.filearchives;

import dev.portolan.OciClient;
import dev.portolan.archive.ExtractOptions;
import dev.portolan.archive.ExtractResult;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.http.HttpTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Extracts an archive in a JVM of its own, with a heap of a given size. */
final class ExtractProcess {
    private ExtractProcess() {}

    /** Extracts the archive of a reference into a directory, and prints how many files and bytes there were. */
    public static void main(String[] arguments) {
        try (OciClient client = OciClient.of(HttpTransport.create());
                FileArchives archives = FileArchives.of(client);
                FileArchive archive = archives.pull(arguments[0])) {
            ExtractResult result = archive.extract(Path.of(arguments[1]), ExtractOptions.defaults());
            System.out.println(result.files() + " files, " + result.bytes() + " bytes");
        }
    }

    /** What it prints. */
    static String run(String heap, String reference, Path directory) throws IOException, InterruptedException {
        Path output = Files.createTempFile("extract", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExtractProcess.class.getName(),
                        reference,
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not end");
            }
            return Files.readString(output).strip();
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
