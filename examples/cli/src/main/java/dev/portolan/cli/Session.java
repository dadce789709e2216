package dev.portolan.cli;

import dev.portolan.OciClient;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.fs.archive.FileArchives;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Place;
import dev.portolan.port.Credential;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** One run of a command: its client, its options, and where its results and messages go. */
final class Session implements AutoCloseable {
    private final ClientOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Statistics statistics;
    private final Progress progress;
    private final Optional<Credential> given;
    private final OciClient client;

    private Session(ClientOptions options, PrintWriter out, PrintWriter err) {
        this.options = options;
        this.out = out;
        this.err = err;
        this.statistics = new Statistics(err, options.verbose);
        this.progress = Progress.of(options, err);
        this.given = Connections.given(options);
        this.client = Connections.client(options, given, statistics);
    }

    /** Opens a client as the options say; reads the password where they say so. */
    static Session open(ClientOptions options, CommandSpec spec) {
        return new Session(
                options, spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    OciClient client() {
        return client;
    }

    /** File archives at the places of this client. */
    FileArchives archives() {
        return FileArchives.builder(client::open).listener(progress.listener()).build();
    }

    CopyOptions copyOptions() {
        return CopyOptions.builder()
                .concurrency(options.concurrency)
                .listener(progress.listener())
                .build();
    }

    /** The credential that the options gave, if they did. */
    Optional<Credential> givenCredential() {
        return given;
    }

    boolean json() {
        return options.json;
    }

    Statistics statistics() {
        return statistics;
    }

    /** A result, on standard output. */
    void print(String line) {
        out.println(line);
        out.flush();
    }

    void printJson(Object value) {
        print(JsonText.write(value));
    }

    /** Bytes as they are, to a file or to standard output. */
    void write(byte[] bytes, @Nullable Path file) throws IOException {
        write(Content.of(bytes), file);
    }

    /** Content as it is, to a file, which appears when it is whole, or to standard output. */
    void write(Content content, @Nullable Path file) throws IOException {
        if (file != null) {
            WholeFile.write(file, content);
            return;
        }
        out.flush();
        try (InputStream stream = content.open()) {
            stream.transferTo(System.out);
        }
        System.out.flush();
    }

    /** A message for people, on standard error. */
    void message(String line) {
        progress.close();
        err.println(line);
        err.flush();
    }

    void printList(List<String> lines) {
        if (json()) {
            printJson(lines);
        } else {
            lines.forEach(this::print);
        }
    }

    void printDigest(Descriptor descriptor) {
        if (json()) {
            printJson(JsonText.of(descriptor));
        } else {
            print("Digest: " + descriptor.digest());
        }
    }

    void printDescriptor(Descriptor descriptor) {
        if (json()) {
            printJson(JsonText.of(descriptor));
        } else {
            print(descriptor.digest().toString());
        }
    }

    void printPushed(Place place, CopyResult result) {
        printResult("Pushed to " + place.name(), result);
    }

    void printPulled(Place place, Path into, CopyResult result) {
        printResult("Pulled " + place + " into " + (into.toString().isEmpty() ? "." : into), result);
    }

    void printCopied(Place from, Place to, CopyResult result) {
        printResult("Copied " + from + " to " + to, result);
    }

    private void printResult(String what, CopyResult result) {
        if (json()) {
            printJson(JsonText.of(result));
            return;
        }
        message(what + ": " + text("copied", result.copied()) + text(", skipped", result.skipped())
                + text(", mounted", result.mounted()));
        result.roots().stream().map(Descriptor::digest).distinct().forEach(digest -> print("Digest: " + digest));
    }

    private static String text(String what, CopyResult.Count count) {
        return count.items() == 0 && what.startsWith(",")
                ? ""
                : what + " " + count.items() + " (" + Sizes.text(count.bytes()) + ")";
    }

    @Override
    public void close() {
        progress.close();
        client.close();
        if (options.stats) {
            err.println(statistics);
            err.flush();
        }
    }
}
