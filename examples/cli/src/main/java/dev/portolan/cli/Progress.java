package dev.portolan.cli;

import dev.portolan.error.Text;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.port.TransferListener;
import java.io.PrintWriter;

/**
 * Shows transfers: lines that change on a terminal, one line for each finished transfer otherwise, nothing if the
 * options say so.
 */
class Progress implements AutoCloseable {
    /** Smaller transfers are not worth a line. */
    private static final long WORTH_A_LINE = 1 << 20;

    private static final int SHORT_DIGEST = 19;

    /**
     * Returns the progress that the options request.
     *
     * @param verb the verb in the line of a finished transfer
     */
    static Progress of(ClientOptions options, PrintWriter err, String verb) {
        if (options.noProgress || options.json) {
            return new Progress();
        }
        // With --verbose, one line per request would tear the display apart.
        return Terminal.isPresent() && options.verbose.length == 0 ? new ProgressDisplay(err) : new Lines(err, verb);
    }

    /** Returns the listener that shows transfers; one that shows none by default. */
    TransferListener listener() {
        return TransferListener.NONE;
    }

    /** Shows the work before the first transfer; on a terminal only. */
    void preparing(String what) {}

    /** Removes the display, so that other text can follow. */
    @Override
    public void close() {}

    /** Returns the title of a blob, or the start of its digest. */
    static String name(Descriptor content) {
        String digest = content.digest().toString();
        return content.annotation(Annotations.TITLE)
                .filter(title -> !title.isEmpty())
                .map(Text::clean)
                .orElse(digest.substring(0, Math.min(SHORT_DIGEST, digest.length())));
    }

    private static final class Lines extends Progress implements TransferListener {
        private final PrintWriter err;
        private final String verb;

        Lines(PrintWriter err, String verb) {
            this.err = err;
            this.verb = verb;
        }

        @Override
        TransferListener listener() {
            return this;
        }

        @Override
        public void done(Descriptor content) {
            line(verb, content);
        }

        @Override
        public void skipped(Descriptor content) {
            line("exists", content);
        }

        @Override
        public void mounted(Descriptor content) {
            line("mounted", content);
        }

        private void line(String what, Descriptor content) {
            if (content.size() >= WORTH_A_LINE) {
                err.println(what + " " + name(content) + " (" + Sizes.text(content.size()) + ")");
                err.flush();
            }
        }
    }
}
