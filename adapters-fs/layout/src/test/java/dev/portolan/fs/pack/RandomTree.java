package dev.portolan.fs.pack;

import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Trees of files for tests: made from a seed, and compared as text. */
public final class RandomTree {
    private static final String[] MODES = {"rw-r--r--", "rwxr-xr-x", "rw-------", "rwxrwxrwx", "r--r--r--", "r-x--x--x"
    };
    private static final String[] NAMES = {
        "a",
        "b.txt",
        ".hidden",
        "with space",
        "ümläut",
        "日本語",
        "🧀",
        "e\u0301",
        "n".repeat(120),
        "x#y%z",
        "back\\slash",
        "-dash",
        "q\"uote",
        "CAPS",
        "caps"
    };

    private final Random random;
    private final List<Path> directories = new ArrayList<>();

    private RandomTree(long seed) {
        this.random = new Random(seed);
    }

    /** Creates a tree of a number of entries below an existing directory. */
    public static void make(Path root, long seed, int entries) throws IOException {
        new RandomTree(seed).fill(root, entries);
    }

    private void fill(Path root, int entries) throws IOException {
        directories.add(open(root));
        for (int i = 0; i < entries; i++) {
            Path parent = directories.get(random.nextInt(directories.size()));
            Path path = parent.resolve(NAMES[random.nextInt(NAMES.length)]);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            switch (random.nextInt(6)) {
                case 0, 1 -> directories.add(open(Files.createDirectory(path)));
                case 2 -> link(root, path);
                default -> file(path);
            }
        }
    }

    /** Independent of the umask. */
    private static Path open(Path directory) throws IOException {
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void link(Path root, Path path) throws IOException {
        Path target = directories.get(random.nextInt(directories.size()));
        Path up = path.getParent().relativize(target);
        Files.createSymbolicLink(path, up.toString().isEmpty() ? Path.of(".") : up);
    }

    private void file(Path path) throws IOException {
        int[] sizes = {0, 1, 511, 512, 513, 5000, 70_000, 600_000};
        byte[] bytes = new byte[sizes[random.nextInt(sizes.length)]];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        }
        Files.write(path, bytes);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(MODES[random.nextInt(MODES.length)]));
    }

    /** Removes the permissions that the umask of this process does not allow. */
    public static void restrict(Path root) throws IOException {
        Path probe = Files.createFile(
                root.resolveSibling("probe"),
                PosixFilePermissions.asFileAttribute(EnumSet.allOf(PosixFilePermission.class)));
        Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(probe);
        Files.delete(probe);
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (!Files.isSymbolicLink(path)) {
                    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
                    permissions.retainAll(allowed);
                    Files.setPosixFilePermissions(path, permissions);
                }
            }
        }
    }

    /** The content of a tree: by path the kind, the permissions, and the content or the target of a link. */
    public static Map<String, String> described(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                all.put(root.relativize(path).toString(), describedOne(path));
            }
        }
        return all;
    }

    private static String describedOne(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "-> " + Files.readSymbolicLink(path);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        return Files.isDirectory(path) ? "d" + mode : "f" + mode + " " + Digest.sha256(Files.readAllBytes(path));
    }
}
