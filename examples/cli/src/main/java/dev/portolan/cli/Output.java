package dev.portolan.cli;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.error.Text;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints results to standard output and messages to standard error. */
final class Output {
    private PrintWriter out;
    private final PrintWriter err;
    private final Progress progress;
    private final boolean json;

    Output(PrintWriter out, PrintWriter err, Progress progress, boolean json) {
        this.out = out;
        this.err = err;
        this.progress = progress;
        this.json = json;
    }

    /** Prints results to standard error from now on: standard output is for an archive. */
    void printToStandardError() {
        out = err;
    }

    /** Returns whether to print results as JSON. */
    boolean json() {
        return json;
    }

    void print(String line) {
        out.println(cleaned(line));
        check();
    }

    /** Cleaned here too, because a part of the lines may be untrusted. */
    private static String cleaned(String lines) {
        return lines.lines().map(line -> Text.clean(line, Integer.MAX_VALUE)).collect(Collectors.joining("\n"));
    }

    /** Prints a result as JSON. The escapes for characters that a terminal may obey are those of JSON. */
    void printJson(Object value) {
        print(JsonText.write(value));
    }

    /** Prints a result as text, or as JSON. */
    void print(String text, Object asJson) {
        if (json) {
            printJson(asJson);
        } else {
            print(text);
        }
    }

    /** Prints results, one per line, or as one JSON array. */
    <T> void printList(List<T> results, Function<T, String> line, Function<T, Object> element) {
        if (json) {
            printJson(results.stream().map(element).toList());
        } else {
            results.forEach(result -> print(line.apply(result)));
        }
    }

    /** Writes content to standard output, byte for byte. */
    void write(Content content) throws IOException {
        check();
        // It belongs to the process and must not be closed here.
        @SuppressWarnings("resource")
        FileOutputStream stream = new FileOutputStream(FileDescriptor.out);
        BlobSink sink = BlobSink.of(stream.getChannel());
        content.writeTo(buffer -> {
            try {
                sink.write(buffer);
            } catch (IOException e) {
                throw new OutputFailure(e);
            }
        });
    }

    /** Prints a message to standard error. */
    void message(String line) {
        progress.close();
        err.println(cleaned(line));
        err.flush();
    }

    private void check() {
        check(out);
    }

    /** Fails if anything that was printed could not be written. */
    static void check(PrintWriter out) {
        if (out.checkError()) {
            IOException unknown = new IOException("it is not writable");
            throw new OutputFailure(
                    out instanceof StandardOutput standard ? standard.failure().orElse(unknown) : unknown);
        }
    }
}
