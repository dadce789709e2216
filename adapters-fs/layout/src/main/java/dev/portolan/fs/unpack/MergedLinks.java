package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.RelativeName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The symbolic links of an existing directory, together with those that a tar adds. Links that other programs made
 * follow no rule, so here each way is followed to its end: by the names as they are, and where a name is missing, by
 * names that a file system which ignores case takes for the same.
 */
final class MergedLinks {
    /** The kernel follows no more links than this (ELOOP). */
    private static final int MOST_FOLLOWED = 40;

    private final Path directory;
    private final Map<RelativeName, String> added;
    private final String where;

    private MergedLinks(Path directory, Map<RelativeName, String> added, String where) {
        this.directory = directory;
        this.added = added;
        this.where = where;
    }

    /**
     * Checks that no link leads out of the directory once the links of a tar are added.
     *
     * @param added the links of the tar, of which each obeys the rule of {@link SymbolicLinks}
     * @throws InvalidArchiveException when an added link passes a link on disk that leaves the directory, or the other
     *     way round
     */
    static void check(Path directory, Map<RelativeName, String> added, String where) throws IOException {
        if (added.isEmpty() || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        MergedLinks merged = new MergedLinks(directory, added, where);
        for (RelativeName name : added.keySet()) {
            Walk walk = merged.new Walk(name);
            if (walk.leaves() && walk.passedDisk) {
                throw merged.refused(name, "goes through a link in the destination that leads out of it");
            }
        }
        for (RelativeName name : merged.winding()) {
            Walk walk = merged.new Walk(name);
            if (!added.containsKey(name) && walk.leaves() && walk.passedAdded) {
                throw merged.refused(name, "in the destination would lead out of it because of a link in the tar");
            }
        }
    }

    /** Links on disk that go up after they went down: only these can change their end. */
    private List<RelativeName> winding() throws IOException {
        List<RelativeName> found = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink() && isWinding(targetOf(file))) {
                    List<String> components = new ArrayList<>();
                    for (Path component : directory.relativize(file)) {
                        components.add(component.toString());
                    }
                    found.add(new RelativeName(components));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean isWinding(String target) {
        boolean down = false;
        for (String component : target.split("/")) {
            if (component.equals("..")) {
                if (down) {
                    return true;
                }
            } else if (!component.isEmpty() && !component.equals(".")) {
                down = true;
            }
        }
        return false;
    }

    private static String targetOf(Path link) throws IOException {
        return Files.readSymbolicLink(link).toString().replace('\\', '/');
    }

    /** One link, followed to its end. */
    private final class Walk {
        private final List<String> at = new ArrayList<>();
        private final Deque<String> ahead = new ArrayDeque<>();
        /** The entries of each directory on disk, by folded name. */
        private final Map<Path, Map<String, String>> listed = new LinkedHashMap<>();

        private boolean passedDisk;
        private boolean passedAdded;

        Walk(RelativeName link) {
            List<String> components = link.components();
            at.addAll(components.subList(0, components.size() - 1));
            ahead.push(components.get(components.size() - 1));
        }

        boolean leaves() throws IOException {
            int followed = 0;
            while (!ahead.isEmpty()) {
                String component = ahead.pop();
                if (component.equals("..")) {
                    if (at.isEmpty()) {
                        return true;
                    }
                    at.remove(at.size() - 1);
                    continue;
                }
                at.add(component);
                Optional<String> target = linkHere();
                if (target.isPresent()) {
                    at.remove(at.size() - 1);
                    if (target.get().startsWith("/")) {
                        return true;
                    }
                    if (++followed > MOST_FOLLOWED) {
                        // a later tar may shorten the way
                        return passedDisk && passedAdded;
                    }
                    push(target.get());
                }
            }
            return false;
        }

        private void push(String target) {
            String[] components = target.split("/");
            for (int i = components.length - 1; i >= 0; i--) {
                if (!components[i].isEmpty() && !components[i].equals(".")) {
                    ahead.push(components[i]);
                }
            }
        }

        private Optional<String> linkHere() throws IOException {
            String target = added.get(new RelativeName(at));
            if (target != null) {
                passedAdded = true;
                return Optional.of(target);
            }
            Path path = FileNames.below(directory, at);
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return attributes.isSymbolicLink() ? onDisk(path) : Optional.empty();
            } catch (NoSuchFileException e) {
                return likeIt(path);
            } catch (FileSystemException e) {
                // below a file, or longer than any name: it leads nowhere
                return Optional.empty();
            }
        }

        private Optional<String> onDisk(Path path) throws IOException {
            passedDisk = true;
            return Optional.of(targetOf(path));
        }

        /** Returns a link on disk whose name differs only in case. */
        private Optional<String> likeIt(Path path) throws IOException {
            Path parent = path.getParent();
            Map<String, String> names = listed.get(parent);
            if (names == null) {
                names = new LinkedHashMap<>();
                try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, Files::isSymbolicLink)) {
                    for (Path child : children) {
                        names.put(FileNames.folded(String.valueOf(child.getFileName())), targetOf(child));
                    }
                } catch (NoSuchFileException | NotDirectoryException e) {
                    // nothing is there
                }
                listed.put(parent, names);
            }
            Optional<String> target = Optional.ofNullable(names.get(FileNames.folded(at.get(at.size() - 1))));
            passedDisk |= target.isPresent();
            return target;
        }
    }

    private InvalidArchiveException refused(RelativeName name, String reason) {
        return new InvalidArchiveException(Problem.of("the tar is refused")
                .at(where)
                .because("symbolic link " + Text.quote(name.toString()) + " " + reason)
                .advice("unpack into an empty directory"));
    }
}
