package dev.portolan.internal.names;

import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.Stream;

/** The rule for names from outside, such as titles and names of tar entries, that must stay below a directory. */
public final class RelativePath {
    private RelativePath() {}

    /** Says why the name does not stay below a directory, or names nothing there; empty when all is well. */
    public static String fault(String name) {
        if (name.indexOf('\0') >= 0) {
            return "it contains a NUL character";
        }
        boolean named = false;
        // Separators of other systems must not leave the directory either.
        for (StringTokenizer components = new StringTokenizer(name, "/\\"); components.hasMoreTokens(); ) {
            String component = components.nextToken();
            if (component.equals("..")) {
                return "it leaves the destination with \"..\"";
            }
            named |= !component.equals(".");
        }
        if (name.startsWith("/") || name.startsWith("\\") || hasDrive(name)) {
            return "it is absolute";
        }
        return named ? "" : "it is empty";
    }

    /** Returns the components of a name; those without a meaning, {@code .} and empty ones, are left out. */
    public static List<String> components(String name) {
        return Stream.of(name.split("/"))
                .filter(component -> !component.isEmpty() && !component.equals("."))
                .toList();
    }

    private static boolean hasDrive(String name) {
        return name.length() > 2
                && name.charAt(1) == ':'
                && (name.charAt(2) == '\\' || name.charAt(2) == '/')
                && Character.isLetter(name.charAt(0));
    }
}
