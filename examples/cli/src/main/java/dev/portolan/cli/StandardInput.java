package dev.portolan.cli;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What someone types, or a program sends. Reading it takes as long as they do, and Java does not interrupt it; so a
 * thread of its own reads, and an interrupt ends the wait for it.
 */
final class StandardInput {
    private StandardInput() {}

    /** All that comes. */
    static byte[] bytes() {
        return await(System.in::readAllBytes);
    }

    /** Puts all that comes into a file that is there. */
    static void copyTo(Path file) {
        await(() -> Files.copy(System.in, file, StandardCopyOption.REPLACE_EXISTING));
    }

    /** One line without its end; empty when nothing comes. */
    static String line() {
        return await(() -> {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line = in.readLine();
            return line == null ? "" : line;
        });
    }

    /** A password from a terminal, which does not show it. */
    static String password(Console terminal) {
        return await(() -> {
            char[] typed = terminal.readPassword("Password: ");
            return typed == null ? "" : new String(typed);
        });
    }

    private static <T> T await(Callable<T> reading) {
        FutureTask<T> task = new FutureTask<>(reading);
        Thread reader = new Thread(task, "portolan-input");
        reader.setDaemon(true);
        reader.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(Problem.of("reading standard input").because("the thread was interrupted"));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String reason = cause instanceof IOException io ? FileErrors.text(io) : String.valueOf(cause);
            throw new StorageException(
                    Problem.of("reading standard input failed").because(reason).causedBy(e));
        }
    }
}
