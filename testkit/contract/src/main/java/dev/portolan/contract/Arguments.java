package dev.portolan.contract;

import dev.portolan.port.Credential;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The command line of {@link Main}. */
final class Arguments {
    static final String HELP = """
            Tests a registry against distribution-spec 1.1 and prints a report.

            java -jar portolan-contract-VERSION-all.jar [OPTION…] REGISTRY

            REGISTRY is https://registry.example.com, http://localhost:5000, or a host without a scheme.

              --repository PREFIX  the first part of the names of the repositories that the tests create
                                   (default: conformance)
              --user NAME          the user name; the password comes from the variable PORTOLAN_PASSWORD
              --token              sends the variable PORTOLAN_TOKEN as a bearer token
              --plain-http         uses HTTP for a host without a scheme (default for localhost and 127.0.0.1)
              --help               prints this text

            Exit code: 0 if nothing failed, 1 if a case failed, 2 for wrong arguments, 3 if the registry cannot be tested.
            """;

    /** A mistake on the command line; the message says what to change. */
    static final class WrongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongException(String message) {
            super(message);
        }
    }

    private @Nullable String registry;
    private String repository = "conformance";
    private @Nullable String user;
    private boolean token;
    private boolean plainHttp;

    private Arguments() {}

    /** Parses arguments; secrets come from the environment. */
    static RegistryUnderTest parse(List<String> args, Map<String, String> environment) {
        Arguments parsed = new Arguments();
        Deque<String> rest = new ArrayDeque<>(args);
        while (!rest.isEmpty()) {
            parsed.take(rest.removeFirst(), rest);
        }
        if (parsed.registry == null) {
            throw new WrongException("no registry given; pass its address, such as http://localhost:5000");
        }
        return new RegistryUnderTest(
                parsed.address(parsed.registry), parsed.repository, parsed.credential(environment));
    }

    private void take(String arg, Deque<String> rest) {
        switch (arg) {
            case "--repository" -> repository = value(arg, rest);
            case "--user" -> user = value(arg, rest);
            case "--token" -> token = true;
            case "--plain-http" -> plainHttp = true;
            default -> {
                if (arg.startsWith("-")) {
                    throw new WrongException(arg + " is not an option; see --help");
                }
                if (registry != null) {
                    throw new WrongException(arg + ": one registry at a time");
                }
                registry = arg;
            }
        }
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new WrongException(option + " needs a value");
        }
        return rest.removeFirst();
    }

    private URI address(String text) {
        boolean loopback = text.startsWith("localhost") || text.startsWith("127.0.0.1");
        String whole = text.contains("://") ? text : (plainHttp || loopback ? "http://" : "https://") + text;
        try {
            URI address = URI.create(whole);
            boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (web
                    && address.getHost() != null
                    && (address.getPath().isEmpty() || address.getPath().equals("/"))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new WrongException(text + " is not the address of a registry: " + e.getMessage());
        }
        throw new WrongException(
                text + " is not the address of a registry; pass https://HOST, and --repository for a path");
    }

    private Optional<Credential> credential(Map<String, String> environment) {
        if (token) {
            return Optional.of(Credential.bearerToken(secret(environment, "PORTOLAN_TOKEN", "--token")));
        }
        return Optional.ofNullable(user)
                .map(name -> Credential.password(name, secret(environment, "PORTOLAN_PASSWORD", "--user")));
    }

    private static String secret(Map<String, String> environment, String variable, String option) {
        String value = environment.get(variable);
        if (value == null) {
            throw new WrongException(option + " needs the environment variable " + variable);
        }
        return value;
    }
}
