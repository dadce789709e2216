package dev.portolan.cli;

import dev.portolan.port.Credential;
import java.io.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user name and password from the options, for one registry and no other.
 *
 * @param endpoint the registry
 * @param credential the user name and password
 */
record Login(Endpoint endpoint, Credential credential) {
    private record Wanted(Endpoint endpoint, HostOptions options, String username) {}

    /**
     * Returns the logins that the options give. Reads passwords from standard input where the options say so, one per
     * line, and asks for the others on the terminal.
     */
    static List<Login> read(HostOptions shared, List<Endpoint> named, List<Side> sides) {
        List<Wanted> wanted = new ArrayList<>();
        for (Side side : sides) {
            user(side.options())
                    .ifPresent(name -> wanted.add(new Wanted(side.endpoint("username"), side.options(), name)));
        }
        user(shared).ifPresent(name -> {
            if (!wanted.isEmpty()) {
                throw new IllegalArgumentException("-u cannot be combined with --from-username or --to-username");
            }
            only(named, sides)
                    .map(endpoint -> new Wanted(endpoint, shared, name))
                    .forEach(wanted::add);
        });
        return withPasswords(wanted);
    }

    /** Returns the registry that {@code -u} applies to: the only one in the command; none for local references. */
    private static Stream<Endpoint> only(List<Endpoint> named, List<Side> sides) {
        List<String> registries =
                named.stream().map(Endpoint::registry).distinct().toList();
        if (registries.size() > 1) {
            throw new IllegalArgumentException("-u is for one registry, and this command names "
                    + String.join(" and ", registries) + "; "
                    + (sides.isEmpty()
                            ? "run `portolan login` for each instead"
                            : "use --from-username and --to-username, or `portolan login`"));
        }
        return registries.stream().map(registry -> new Endpoint(registry, ""));
    }

    private static Optional<String> user(HostOptions options) {
        String user = options.username;
        if (user == null) {
            if (options.passwordStdin) {
                throw new IllegalArgumentException(options.name("password-stdin") + " needs a user name: add "
                        + options.name("username") + " NAME");
            }
            return Optional.empty();
        }
        if (user.isBlank()) {
            throw new IllegalArgumentException("the user name of " + options.name("username") + " is empty");
        }
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(options.name("username")
                    + " takes a user name without a colon; give the password with "
                    + options.name("password-stdin"));
        }
        return Optional.of(user);
    }

    private static List<Login> withPasswords(List<Wanted> wanted) {
        int piped =
                (int) wanted.stream().filter(one -> one.options().passwordStdin).count();
        List<String> lines = new ArrayList<>(piped == 0 ? List.of() : StandardInput.lines(piped));
        List<Login> logins = new ArrayList<>();
        for (Wanted one : wanted) {
            String password = !one.options().passwordStdin
                    ? typed(one.endpoint().registry())
                    : lines.isEmpty() ? "" : lines.remove(0);
            if (password.isEmpty() && one.options().passwordStdin) {
                throw new IllegalArgumentException("standard input was empty; "
                        + one.options().name("password-stdin") + " reads the password of user " + one.username()
                        + " from it");
            }
            if (password.isEmpty()) {
                throw new IllegalArgumentException("a password is needed: pass it on standard input with "
                        + one.options().name("password-stdin"));
            }
            logins.add(new Login(one.endpoint(), Credential.password(one.username(), password)));
        }
        return logins;
    }

    private static String typed(String registry) {
        Console console = System.console();
        return console == null ? "" : StandardInput.password(console, "Password for " + registry);
    }
}
