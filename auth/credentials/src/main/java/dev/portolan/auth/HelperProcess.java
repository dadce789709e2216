package dev.portolan.auth;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of a credential helper, with a time-out: the request is its standard input, the response its standard output.
 * Its standard error is discarded.
 */
final class HelperProcess {
    private static final int LONGEST_ANSWER = 1 << 20;

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
     * Runs a helper. Afterwards neither the process nor its children are running, even if it failed, timed out or was
     * interrupted.
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
            FutureTask<Answer> exchange = new FutureTask<>(() -> exchange(process, input));
            Thread thread = new Thread(exchange, "portolan-credential-helper");
            thread.setDaemon(true);
            thread.start();
            return exchange.get(TimeUnit.MILLISECONDS.convert(timeout), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } finally {
            kill(process);
        }
    }

    private static Answer exchange(Process process, byte[] input) throws IOException, InterruptedException {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // A helper that ignores its input may have ended already; its exit code decides.
        }
        try (InputStream stdout = process.getInputStream()) {
            byte[] output = stdout.readNBytes(LONGEST_ANSWER + 1);
            if (output.length > LONGEST_ANSWER) {
                throw new IOException("it wrote more than " + LONGEST_ANSWER + " bytes");
            }
            return new Answer(process.waitFor(), output);
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
