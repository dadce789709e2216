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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Standard input. Java does not interrupt a read that waits for someone to type, so a separate thread reads, and an
 * interrupt ends the wait for it.
 */
final class StandardInput {
    private StandardInput() {}

    /** Everything up to the end of standard input. */
    static byte[] bytes() {
        return await(System.in::readAllBytes);
    }

    /** Writes everything up to the end of standard input to an existing file. */
    static void copyTo(Path file) {
        await(() -> Files.copy(System.in, file, StandardCopyOption.REPLACE_EXISTING));
    }

    /** Returns the first lines, without their ends; fewer when standard input ends before. */
    static List<String> lines(int number) {
        return await(() -> {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            List<String> lines = new ArrayList<>();
            String line;
            while (lines.size() < number && (line = in.readLine()) != null) {
                lines.add(line);
            }
            return lines;
        });
    }

    /** Returns a line that someone types on a terminal. */
    static String line(Console terminal, String prompt) {
        return prompted(() -> {
            String typed = terminal.readLine("%s: ", prompt);
            return typed == null ? "" : typed;
        });
    }

    /** Returns a password that someone types on a terminal, which does not show it. */
    static String password(Console terminal, String prompt) {
        return prompted(() -> {
            char[] typed = terminal.readPassword("%s: ", prompt);
            return typed == null ? "" : new String(typed);
        });
    }

    /** Ends the line of the prompt if it is interrupted. The console itself is locked while its prompt waits. */
    private static String prompted(Callable<String> reading) {
        try {
            return await(reading);
        } catch (CancelledException e) {
            System.err.println();
            throw e;
        }
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
