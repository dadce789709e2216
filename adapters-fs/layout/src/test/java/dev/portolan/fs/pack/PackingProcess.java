package dev.portolan.fs.pack;

import dev.portolan.content.DigestingSink;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Packs and unpacks in its own JVM. */
final class PackingProcess {
    private PackingProcess() {}

    /**
     * Prints a digest for each compression, or unpacks.
     *
     * @param arguments what to do; the tree as the path of a URI; where to unpack it
     */
    public static void main(String[] arguments) throws Exception {
        // the path of a URI, as arguments are decoded by the locale
        Path tree = Path.of(URI.create("file://" + arguments[1]));
        switch (arguments[0]) {
            case "digests" -> {
                for (Compression compression : Compression.values()) {
                    for (int threads : new int[] {1, 8}) {
                        System.out.println(compression + " "
                                + packed(tree, compression, threads).digest());
                    }
                }
            }
            case "round-trip" -> {
                Descriptor packed = packed(tree, Compression.GZIP, 2);
                try (DirectoryTarget target = DirectoryTarget.into(Path.of(arguments[2]))) {
                    target.write(packed, Pack.directory(tree).content());
                }
                System.out.println("done");
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    static Descriptor packed(Path tree, Compression compression, int threads) throws Exception {
        DirectoryLayer layer = Pack.directory(tree).withCompression(compression).withThreads(threads);
        DigestingSink sink = new DigestingSink();
        layer.content().writeTo(sink);
        Descriptor descriptor = layer.describe(sink.descriptor(layer.mediaType()));
        if (!descriptor.annotations().containsKey(Annotations.UNPACKED_DIGEST)) {
            throw new AssertionError("the digest of the tar is not known");
        }
        return descriptor;
    }

    /** Runs it. */
    static List<String> run(Path javaHome, List<String> options, Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PackingProcess.class.getName()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("packing", ".txt");
        Path output = Files.createTempFile("packing", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(errors.toFile()).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + "\n" + Files.readString(errors));
            }
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
