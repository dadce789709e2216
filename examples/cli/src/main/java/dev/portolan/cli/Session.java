package dev.portolan.cli;

import dev.portolan.OciClient;
import dev.portolan.archive.ArchiveLimits;
import dev.portolan.archive.FileArchives;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One run of a command: its client, its options and its output. */
final class Session implements AutoCloseable {
    /** Everything that {@code archive push} writes can be read again: files of any size, and large indexes. */
    private static final ArchiveLimits LIMITS =
            ArchiveLimits.defaults().withMaxIndexSize(128 << 20).withMaxFileSize(Long.MAX_VALUE);

    private final ClientOptions options;
    private final PrintWriter err;
    private final Statistics statistics;
    private final Progress progress;
    private final Output output;
    private final String verb;
    private final List<Login> logins;
    private final OciClient client;

    /** Opens a client with the settings of the options, and reads passwords if they require it. */
    Session(ClientCommand command) {
        this.options = command.options;
        this.err = command.spec.commandLine().getErr();
        this.statistics = new Statistics(err, options.verbose.length > 0);
        this.verb = command.transferred();
        this.progress = Progress.of(options, err, verb);
        this.output = new Output(command.spec.commandLine().getOut(), err, progress, options.json);
        List<Endpoint> named = command.endpoints();
        Connections connections = new Connections(options, !command.writesCredentials());
        connections.requireFullNames(Endpoint.asWritten(command.spec));
        this.logins = Login.read(options.host, named, command.sides());
        this.client = connections.client(logins, named, command.sides(), statistics);
    }

    OciClient client() {
        return client;
    }

    /** Opens file archives through this client. */
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

    /** Resolves a reference to write to; refuses a directory with other files. */
    Reference target(Reference given) {
        Reference target = StandardArchive.asTarget(given);
        if (StandardArchive.isOutput(target)) {
            output.printToStandardError();
        }
        Reference located = client.locate(target);
        NewLayout.check(located);
        return located;
    }

    /** Shows that files are being read before the first transfer. */
    void packing() {
        progress.preparing("packing files");
    }

    /** Returns the logins that the options give. */
    List<Login> logins() {
        return logins;
    }

    Output output() {
        return output;
    }

    /** Prints the outcome: a message, or JSON with {@code --json}. */
    void report(String message, Map<String, Object> json) {
        if (output.json()) {
            output.printJson(json);
        } else {
            output.message(message);
        }
    }

    /** Prints the digest of a manifest or blob that was written or deleted. */
    void printDigest(Reference reference, Descriptor descriptor) {
        output.print("Digest: " + descriptor.digest(), JsonText.of(reference, descriptor));
    }

    /** Prints a finished copy: a message with counts, and the digests. */
    void printResult(String what, Reference reference, CopyResult result) {
        Stream<String> digests =
                result.roots().stream().map(root -> "Digest: " + root.digest()).distinct();
        print(what, result, digests, JsonText.of(reference, result));
    }

    /** Prints a finished copy of several tags: a message with counts, and each tag with its digest. */
    void printTags(String what, Reference reference, Map<Tag, Descriptor> tags, CopyResult result) {
        Stream<String> digests = tags.entrySet().stream()
                .map(tag -> tag.getKey() + " " + tag.getValue().digest());
        print(what, result, digests, JsonText.of(reference, tags, result));
    }

    private void print(String what, CopyResult result, Stream<String> digests, Object json) {
        result.missing()
                .forEach(referrer ->
                        output.message("left out " + referrer.digest() + ": it is listed as a referrer, but missing"));
        result.unsupported()
                .forEach(referrer -> output.message("left out " + referrer.digest() + ": a referrer of type "
                        + referrer.mediaType() + " cannot be copied there"));
        if (output.json()) {
            output.printJson(json);
        } else {
            output.message(what + ": " + CopyText.of(result, verb));
            digests.forEach(output::print);
        }
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
