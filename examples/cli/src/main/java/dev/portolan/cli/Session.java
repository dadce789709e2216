package dev.portolan.cli;

import dev.portolan.OciClient;
import dev.portolan.archive.ArchiveLimits;
import dev.portolan.archive.FileArchives;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.model.Descriptor;
import dev.portolan.port.Credential;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** One run of a command: its client, its options, and how what it did is told. */
final class Session implements AutoCloseable {
    /** What "archive push" takes, the others take too: its files may be of any size, and as many as have this index. */
    private static final ArchiveLimits LIMITS =
            ArchiveLimits.defaults().withMaxIndexSize(128 << 20).withMaxFileSize(Long.MAX_VALUE);

    private final ClientOptions options;
    private final PrintWriter err;
    private final Statistics statistics;
    private final Progress progress;
    private final Output output;
    private final Optional<Credential> given;
    private final OciClient client;

    private Session(ClientOptions options, PrintWriter out, PrintWriter err) {
        this.options = options;
        this.err = err;
        this.statistics = new Statistics(err, options.verbose);
        this.progress = Progress.of(options, err);
        this.output = new Output(out, err, progress, options.json);
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
        return FileArchives.builder(client::open)
                .listener(progress.listener())
                .limits(LIMITS)
                .build();
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

    /** Where results and messages go. */
    Output output() {
        return output;
    }

    /** What was done, for people; or as JSON where results are wanted so. */
    void report(String message, Map<String, Object> json) {
        if (output.json()) {
            output.printJson(json);
        } else {
            output.message(message);
        }
    }

    void printDigest(Descriptor descriptor) {
        if (output.json()) {
            output.printJson(JsonText.of(descriptor));
        } else {
            output.print("Digest: " + descriptor.digest());
        }
    }

    /** A copy that has been done: the counts for people, the digests as results. */
    void printResult(String what, CopyResult result) {
        if (output.json()) {
            output.printJson(JsonText.of(result));
            return;
        }
        output.message(what + ": " + text("copied", result.copied()) + text(", skipped", result.skipped())
                + text(", mounted", result.mounted()));
        result.roots().stream().map(Descriptor::digest).distinct().forEach(digest -> output.print("Digest: " + digest));
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
