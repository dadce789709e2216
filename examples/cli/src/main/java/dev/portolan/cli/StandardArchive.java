package dev.portolan.cli;

import dev.portolan.model.Reference;

/** An archive that is read from standard input, or written to standard output. */
final class StandardArchive {
    /** The path of standard input. */
    static final String INPUT = "/dev/stdin";

    private static final String OUTPUT = "/dev/stdout";

    private StandardArchive() {}

    /** Returns the reference to write to: standard output for an archive that was written as {@code -}. */
    static Reference asTarget(Reference reference) {
        return isAt(INPUT, reference) ? Reference.parse(reference.toString().replaceFirst(INPUT, OUTPUT)) : reference;
    }

    /**
     * Returns whether an archive is written to standard output, so that nothing else may be printed there.
     *
     * @throws IllegalArgumentException when standard output is a terminal
     */
    static boolean isOutput(Reference target) {
        if (!isAt(OUTPUT, target)) {
            return false;
        }
        if (Terminal.showsOutput()) {
            throw new IllegalArgumentException(
                    "an archive cannot be written to a terminal; redirect standard output to a file or a pipe");
        }
        return true;
    }

    /** Returns whether an archive is read from standard input. */
    static boolean isInput(Reference source) {
        return isAt(INPUT, source);
    }

    private static boolean isAt(String path, Reference reference) {
        boolean archive = reference.scheme().equals(Reference.OCI_ARCHIVE)
                || reference.scheme().equals(Reference.DOCKER_ARCHIVE);
        String location = reference.asWritten().orElse(reference.location());
        return archive && (location.equals(path) || location.startsWith(path + ":"));
    }
}
