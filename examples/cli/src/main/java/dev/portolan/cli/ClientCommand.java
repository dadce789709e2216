package dev.portolan.cli;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A command that works with a client: opens it as the options say, runs, prints the statistics, closes it. */
abstract class ClientCommand extends BaseCommand implements Callable<Integer> {
    @Mixin
    final ClientOptions options = new ClientOptions();

    /** {@link Main} replaces it by {@code --help} before picocli sees it. */
    @Option(names = Help.ALL, description = "show this help, with the shared options")
    private boolean helpAll;

    /** Does the work. Results go to the session's output, one fact per line. */
    abstract void run(Session session) throws Exception;

    /** Returns the two references that have their own options; none unless the command has two. */
    List<Side> sides() {
        return List.of();
    }

    /** Returns the registries that the arguments name. */
    List<Endpoint> endpoints() {
        return Endpoint.namedBy(spec);
    }

    /** The verb in the progress line of a finished transfer. */
    String transferred() {
        return "copied";
    }

    /** Adds options that annotations cannot express. */
    void complete(CommandSpec command) {}

    /** Returns whether the command writes the file of {@code --authfile}, which need not exist then. */
    boolean writesCredentials() {
        return false;
    }

    /** Completes the options before the client is opened. */
    void prepare() {}

    /**
     * Returns whether a reference was written with a tag or digest. Without one, a registry reference means latest, so
     * only the text shows it.
     *
     * @param position the position of the argument
     */
    final boolean isNamed(int position, Reference reference) {
        if (reference.registryReference().isEmpty()) {
            return reference.tagOrDigest().isPresent();
        }
        String written =
                spec.positionalParameters().get(position).originalStringValues().get(0);
        return written.contains("@") || written.lastIndexOf(':') > written.lastIndexOf('/');
    }

    /**
     * Refuses to remove from a registry what was not named: {@code latest} is a good default for reading, but not for
     * removing.
     */
    final void requireName(Reference reference, String name) {
        if (reference.registryReference().isPresent() && !isNamed(0, reference)) {
            throw usage("nothing was removed, as " + reference.name() + " has no " + name + "; to remove latest, write "
                    + reference.name() + ":latest");
        }
    }

    /** Refuses content that has another digest than the reference to write. */
    static void requireDigest(Reference reference, String content, Digest digest) {
        if (reference.digest().filter(named -> !named.equals(digest)).isPresent()) {
            throw new InvalidReferenceException(Problem.of("the digest does not match the " + content)
                    .at(reference.toString())
                    .because("the " + content + " has " + digest)
                    .advice("use this digest, or none"));
        }
    }

    @Override
    public final Integer call() throws Exception {
        prepare();
        try (Session session = new Session(this)) {
            run(session);
        }
        return 0;
    }
}
