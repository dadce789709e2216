package dev.portolan.internal.names;

/** The rule for names from outside, such as titles and names of tar entries, that must stay below a directory. */
public final class RelativePath {
    private RelativePath() {}

    /** Says why the name does not stay below a directory, or names nothing there; empty when all is well. */
    public static String fault(String name) {
        if (name.indexOf('\0') >= 0) {
            return "it contains a NUL character";
        }
        boolean named = false;
        for (int from = 0; from <= name.length(); ) {
            int end = separator(name, from);
            String component = name.substring(from, end);
            if (component.equals("..")) {
                return "it leaves the destination with \"..\"";
            }
            named |= !component.isEmpty() && !component.equals(".");
            from = end + 1;
        }
        if (name.startsWith("/") || name.startsWith("\\") || hasDrive(name)) {
            return "it is absolute";
        }
        return named ? "" : "it is empty";
    }

    /** Returns the end of a component. Separators of other systems must not leave the directory either. */
    private static int separator(String name, int from) {
        int at = from;
        while (at < name.length() && name.charAt(at) != '/' && name.charAt(at) != '\\') {
            at++;
        }
        return at;
    }

    private static boolean hasDrive(String name) {
        return name.length() > 2
                && name.charAt(1) == ':'
                && (name.charAt(2) == '\\' || name.charAt(2) == '/')
                && Character.isLetter(name.charAt(0));
    }
}
