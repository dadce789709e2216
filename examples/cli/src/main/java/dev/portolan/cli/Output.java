package dev.portolan.cli;

import dev.portolan.content.Content;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** Where a run's results and messages go: results to standard output, messages for people to standard error. */
final class Output {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Progress progress;
    private final boolean json;

    Output(PrintWriter out, PrintWriter err, Progress progress, boolean json) {
        this.out = out;
        this.err = err;
        this.progress = progress;
        this.json = json;
    }

    /** Whether results are wanted as JSON. */
    boolean json() {
        return json;
    }

    /** A result. */
    void print(String line) {
        out.println(line);
        check();
    }

    /** A result as JSON. */
    void printJson(Object value) {
        print(JsonText.write(value));
    }

    /** Results, one a line, or one array of JSON. */
    void printList(List<String> lines) {
        if (json) {
            printJson(lines);
        } else {
            lines.forEach(this::print);
        }
    }

    /** Content as it is. */
    void write(Content content) throws IOException {
        check();
        // Neither opened nor closed here: it is the process's own.
        @SuppressWarnings("resource")
        FileOutputStream stream = new FileOutputStream(FileDescriptor.out);
        content.writeTo(buffer -> {
            try {
                while (buffer.hasRemaining()) {
                    stream.getChannel().write(buffer);
                }
            } catch (IOException e) {
                throw OutputFailure.of(e);
            }
        });
    }

    /** A message for people. */
    void message(String line) {
        progress.close();
        err.println(line);
        err.flush();
    }

    private void check() {
        if (out.checkError()) {
            IOException unknown = new IOException("it cannot be written to");
            throw OutputFailure.of(
                    out instanceof StandardOutput standard ? standard.failure().orElse(unknown) : unknown);
        }
    }
}
