package dev.portolan.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Credential helpers that are small shell scripts, in a directory of their own in PATH. */
final class HelperScripts {
    private final Path dir;

    HelperScripts(Path dir) throws IOException {
        this.dir = Files.createDirectories(dir.resolve("bin"));
    }

    /**
     * A helper that writes down how it was called, and then does as the script says; its input is in {@code $input}.
     */
    void install(String name, String script) throws IOException {
        Path program = dir.resolve("docker-credential-" + name);
        Files.writeString(program, """
                #!/bin/sh
                input=$(cat)
                printf '%%s\\n' "$1 $input" >> '%s'
                %s
                """.formatted(dir.resolve(name + ".calls"), script));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    /** A helper that returns one credential for every request. */
    void installKnowing(String name, String username, String secret) throws IOException {
        install(name, "echo '{\"ServerURL\":\"any\",\"Username\":\"" + username + "\",\"Secret\":\"" + secret + "\"}'");
    }

    /** A helper that knows nothing, and says so as Docker's do. */
    void installKnowingNothing(String name) throws IOException {
        install(name, "echo 'credentials not found in native keychain'; exit 1");
    }

    /** A helper that stores credentials in files, as {@code pass} does. */
    void installKeeping(String name) throws IOException {
        install(name, """
                file() { echo '%s/kept-'"$(echo "$1" | tr '/:' '__')"; }
                case "$1" in
                  store) printf '%%s\\n' "$input" > "$(file "$(printf '%%s\\n' "$input" | sed 's/.*"ServerURL":"\\([^"]*\\)".*/\\1/')")" ;;
                  get) cat "$(file "$input")" 2>/dev/null || { echo 'credentials not found in native keychain'; exit 1; } ;;
                  erase) rm "$(file "$input")" 2>/dev/null || { echo 'credentials not found in native keychain'; exit 1; } ;;
                esac
                """.formatted(dir));
    }

    /** How a helper was called: the action and its input, a line a call. */
    List<String> calls(String name) throws IOException {
        Path calls = dir.resolve(name + ".calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** An environment in which these helpers and the system's programs are found. */
    UserEnvironment environment(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("PATH", dir + ":/usr/bin:/bin");
        return UserEnvironment.of(variables, dir.resolveSibling("home"));
    }

    UserEnvironment environment() {
        return environment(Map.of());
    }

    CredentialHelpers helpers() {
        return CredentialHelpers.of(environment());
    }
}
