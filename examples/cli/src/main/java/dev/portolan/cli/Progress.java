package dev.portolan.cli;

import dev.portolan.error.OciException;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.TransferListener;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows what moves: one bar for all bytes on a terminal, a line for each thing that has moved otherwise, nothing
 * where it was not wanted.
 */
abstract class Progress implements AutoCloseable {
    /**
     * Set by the launcher where standard error is a terminal. {@link System#console} speaks of the other two streams,
     * and of nothing at all in some versions of the JDK.
     */
    private static final String TERMINAL = "portolan.terminal";

    /** Smaller things are not worth a line. */
    private static final long WORTH_A_LINE = 1 << 20;

    static Progress of(ClientOptions options, PrintWriter err) {
        if (options.noProgress || options.json) {
            return new Silent();
        }
        return Boolean.getBoolean(TERMINAL) ? new Bar() : new Lines(err);
    }

    abstract TransferListener listener();

    @Override
    public void close() {}

    private static String name(Descriptor content) {
        String digest = content.digest().toString();
        return content.annotation(Annotations.TITLE).map(Sizes::printable).orElse(digest.substring(0, 19));
    }

    private static final class Silent extends Progress {
        @Override
        TransferListener listener() {
            return TransferListener.NONE;
        }
    }

    private static final class Lines extends Progress {
        private final PrintWriter err;

        Lines(PrintWriter err) {
            this.err = err;
        }

        @Override
        TransferListener listener() {
            return new TransferListener() {
                @Override
                public void done(Descriptor content) {
                    line("done", content);
                }

                @Override
                public void skipped(Descriptor content) {
                    line("there", content);
                }

                @Override
                public void mounted(Descriptor content) {
                    line("mounted", content);
                }
            };
        }

        private void line(String what, Descriptor content) {
            if (content.size() >= WORTH_A_LINE) {
                err.println(what + " " + name(content) + " " + Sizes.text(content.size()));
                err.flush();
            }
        }
    }

    /** Made when the first bytes move, so that quick commands do not flicker. */
    private static final class Bar extends Progress {
        private final Map<Digest, Long> moved = new HashMap<>();
        private long planned;
        private @Nullable ProgressBar bar;

        @Override
        TransferListener listener() {
            return new TransferListener() {
                @Override
                public void planned(Descriptor content) {
                    grow(content.size());
                }

                @Override
                public void started(Descriptor content) {
                    show(name(content));
                }

                @Override
                public void moved(Descriptor content, long bytes) {
                    step(content, bytes);
                }

                @Override
                public void resumed(Descriptor content, long offset) {
                    rewind(content, offset);
                }

                @Override
                public void done(Descriptor content) {
                    rewind(content, content.size());
                }

                @Override
                public void skipped(Descriptor content) {
                    rewind(content, content.size());
                }

                @Override
                public void mounted(Descriptor content) {
                    rewind(content, content.size());
                }

                @Override
                public void failed(Descriptor content, OciException reason) {
                    show("failed " + name(content));
                }
            };
        }

        private synchronized void grow(long bytes) {
            planned += bytes;
            if (bar != null) {
                bar.maxHint(planned);
            }
        }

        private synchronized void show(String what) {
            if (bar == null) {
                bar = new ProgressBarBuilder()
                        .setTaskName("")
                        .setInitialMax(planned)
                        .setUnit(" MiB", 1 << 20)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(100)
                        .showSpeed()
                        .build();
            }
            bar.setExtraMessage(what);
        }

        private synchronized void step(Descriptor content, long bytes) {
            moved.merge(content.digest(), bytes, Long::sum);
            if (bar != null) {
                bar.stepBy(bytes);
            }
        }

        private synchronized void rewind(Descriptor content, long offset) {
            Long before = moved.put(content.digest(), offset);
            if (bar != null) {
                bar.stepBy(offset - (before == null ? 0 : before));
            }
        }

        @Override
        public synchronized void close() {
            if (bar != null) {
                bar.setExtraMessage("");
                bar.close();
                bar = null;
            }
        }
    }
}
