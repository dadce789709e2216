package dev.portolan.auth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a credential helper, with a timeout: the request is its standard input, the response its standard output.
 * Its standard error is discarded.
 */
final class HelperProcess {
    private static final int LONGEST_ANSWER = 1 << 20;
    /** How long to wait for the rest of the output after the helper has ended. */
    private static final Duration AFTER_EXIT = Duration.ofSeconds(1);

    private HelperProcess() {}

    /**
     * The result of a run.
     *
     * @param output its output; may contain a secret, so it must not be shown
     */
    record Answer(int exitCode, byte[] output) {

        @Override
        public String toString() {
            return "exit code " + exitCode;
        }
    }

    /**
     * Runs a helper. Afterwards it is no longer running, even if it failed, timed out or was interrupted; if it had to
     * be killed, so are its children. Output of a child after the helper has ended is ignored.
     *
     * @throws IOException when it cannot be started or writes too much
     * @throws TimeoutException when it does not end in time
     */
    static Answer run(Path program, String action, byte[] input, Map<String, String> environment, Duration timeout)
            throws IOException, TimeoutException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), action).redirectError(Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            // On its own thread, because reading a pipe can be neither interrupted nor limited in time.
            Exchange exchange = new Exchange(process, input);
            Thread thread = new Thread(exchange, "portolan-credential-helper");
            thread.setDaemon(true);
            thread.start();
            if (!process.waitFor(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            // A child that it left running, such as an agent, may keep the pipe open forever.
            thread.join(AFTER_EXIT.toMillis());
            return new Answer(process.exitValue(), exchange.output());
        } finally {
            kill(process);
        }
    }

    /** Writes the request and reads the response. */
    private static final class Exchange implements Runnable {
        private final Process process;
        private final byte[] input;
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private volatile @Nullable IOException failure;

        Exchange(Process process, byte[] input) {
            this.process = process;
            this.input = input;
        }

        @Override
        public void run() {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
            } catch (IOException e) {
                // A helper that ignores its input may have ended already; its exit code decides.
            }
            try (InputStream stdout = process.getInputStream()) {
                read(stdout);
            } catch (IOException e) {
                failure = e;
                kill(process);
            }
        }

        private void read(InputStream stdout) throws IOException {
            byte[] buffer = new byte[8192];
            for (int n; (n = stdout.read(buffer)) >= 0; ) {
                output.write(buffer, 0, n);
                if (output.size() > LONGEST_ANSWER) {
                    throw new IOException("it wrote more than " + LONGEST_ANSWER + " bytes");
                }
            }
        }

        /** Returns what was read so far. */
        byte[] output() throws IOException {
            IOException failed = failure;
            if (failed != null) {
                throw failed;
            }
            return output.toByteArray();
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
