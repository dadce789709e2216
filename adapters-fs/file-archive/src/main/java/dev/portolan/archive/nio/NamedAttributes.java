package dev.portolan.archive.nio;

import java.nio.file.attribute.PosixFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Attributes by name, as {@link java.nio.file.Files#readAttributes(java.nio.file.Path, String,
 * java.nio.file.LinkOption...)} asks for them: {@code view:name,name} or {@code view:*}. */
final class NamedAttributes {
    private static final Set<String> OWNER = Set.of("owner");
    private static final Set<String> POSIX = Set.of("owner", "group", "permissions");

    private NamedAttributes() {}

    static Map<String, Object> read(PosixFileAttributes attributes, String wanted) {
        int colon = wanted.indexOf(':');
        String view = colon < 0 ? "basic" : wanted.substring(0, colon);
        Map<String, Object> all = all(attributes);
        all.keySet().retainAll(names(view, all.keySet()));
        Map<String, Object> found = new LinkedHashMap<>();
        for (String name : wanted.substring(colon + 1).split(",", -1)) {
            if (name.equals("*")) {
                return all;
            }
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException("the view " + view + " has no attribute \"" + name + "\"");
            }
            found.put(name, all.get(name));
        }
        return found;
    }

    private static Set<String> names(String view, Set<String> all) {
        Set<String> basic = new TreeSet<>(all);
        basic.removeAll(POSIX);
        return switch (view) {
            case "basic" -> basic;
            case "owner" -> OWNER;
            case "posix" -> Set.copyOf(all);
            default -> throw new UnsupportedOperationException("unknown view: " + view);
        };
    }

    private static Map<String, Object> all(PosixFileAttributes attributes) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("size", attributes.size());
        all.put("lastModifiedTime", attributes.lastModifiedTime());
        all.put("lastAccessTime", attributes.lastAccessTime());
        all.put("creationTime", attributes.creationTime());
        all.put("isRegularFile", attributes.isRegularFile());
        all.put("isDirectory", attributes.isDirectory());
        all.put("isSymbolicLink", attributes.isSymbolicLink());
        all.put("isOther", attributes.isOther());
        all.put("fileKey", attributes.fileKey());
        all.put("owner", attributes.owner());
        all.put("group", attributes.group());
        all.put("permissions", attributes.permissions());
        return all;
    }
}
