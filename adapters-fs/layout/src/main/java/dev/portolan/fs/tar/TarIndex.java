package dev.portolan.fs.tar;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of the files of a tar, found by reading only its headers. The later of two entries with the same name
 * counts. A link to another entry has the content of that entry, as if the tar had been unpacked.
 */
public final class TarIndex {
    /** The kernel follows no more symbolic links than this (ELOOP). */
    private static final int MOST_FOLLOWED = 40;

    private TarIndex() {}

    /**
     * Reads all headers.
     *
     * @param tar read from its beginning; content is skipped
     * @param mostEntries how many entries are read at most
     * @return the entries except directories, by their names without {@code ./} or {@code /} in front, in their order
     * @throws InvalidArchiveException when it is not a tar, or a truncated one
     * @throws LimitExceededException when it has more entries
     */
    public static Map<String, TarEntry> read(InputStream tar, String where, int mostEntries) throws IOException {
        Map<String, TarEntry> entries = new LinkedHashMap<>();
        TarReader reader = TarReader.headersOf(tar, where);
        int count = 0;
        for (Optional<TarEntry> next; (next = reader.next()).isPresent(); ) {
            if (++count > mostEntries) {
                throw new LimitExceededException(
                        Problem.of("the tar has too many entries").at(where).because("the limit is " + mostEntries));
            }
            TarEntry entry = next.get();
            if (entry.kind() != TarEntry.Kind.DIRECTORY) {
                String name = plain(entry.name());
                entries.put(name, linked(entry.withName(name), entries));
            }
        }
        entries.replaceAll((name, entry) -> followed(entry, entries));
        return entries;
    }

    /** Returns the file of a name, following links to directories; empty if there is none. */
    public static Optional<TarEntry> find(Map<String, TarEntry> entries, String name) {
        String at = plain(name);
        for (int i = 0; i <= MOST_FOLLOWED; i++) {
            TarEntry entry = entries.get(at);
            if (entry != null) {
                return Optional.of(entry);
            }
            String next = throughLink(entries, at);
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.empty();
    }

    /** Resolves the first directory of a name that is a link; returns null if there is none. */
    private static @Nullable String throughLink(Map<String, TarEntry> entries, String name) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            TarEntry link = entries.get(name.substring(0, slash));
            if (link != null) {
                String target = link.kind() == TarEntry.Kind.SYMLINK ? resolved(link) : null;
                return target == null ? null : plain(target + name.substring(slash));
            }
        }
        return null;
    }

    /** A hard link means the entry before it. */
    private static TarEntry linked(TarEntry entry, Map<String, TarEntry> before) {
        TarEntry target = entry.kind() == TarEntry.Kind.HARD_LINK ? before.get(plain(entry.link())) : null;
        return target == null ? entry : target.withName(entry.name());
    }

    /** A symbolic link means the last entry of that name. */
    private static TarEntry followed(TarEntry entry, Map<String, TarEntry> all) {
        TarEntry at = entry;
        for (int i = 0; i < MOST_FOLLOWED && at.kind() == TarEntry.Kind.SYMLINK; i++) {
            String target = resolved(at);
            TarEntry next = target == null ? null : all.get(target);
            if (next == null) {
                return entry;
            }
            at = next;
        }
        return at.regular() ? at.withName(entry.name()) : entry;
    }

    /** Returns the name that a symbolic link points to; null when it leaves the tar. */
    private static @Nullable String resolved(TarEntry link) {
        if (link.link().startsWith("/")) {
            return null;
        }
        Deque<String> path = new ArrayDeque<>();
        for (String component : (link.name() + "/../" + link.link()).split("/")) {
            if (component.equals("..")) {
                if (path.pollLast() == null) {
                    return null;
                }
            } else if (!component.isEmpty() && !component.equals(".")) {
                path.addLast(component);
            }
        }
        return String.join("/", path);
    }

    /** Returns the name without the components that mean nothing. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder();
        for (String component : name.split("/")) {
            if (!component.isEmpty() && !component.equals(".")) {
                plain.append(plain.length() == 0 ? "" : "/").append(component);
            }
        }
        return plain.toString();
    }
}
