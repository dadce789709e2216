package dev.portolan.fs.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which paths of a tree are packed. A pattern is matched against the path below the packed directory, whatever the
 * file system's own rules are: {@code *} and {@code ?} match anything but a slash, {@code **} for any number of
 * components. Without a slash, a pattern matches names at any depth.
 */
final class PathPatterns {
    static final PathPatterns ALL = new PathPatterns(List.of(), List.of());

    private record Rule(Pattern pattern, boolean takesBack) {}

    private final List<Rule> excluded;
    private final List<Pattern> included;

    private PathPatterns(List<Rule> excluded, List<Pattern> included) {
        this.excluded = excluded;
        this.included = included;
    }

    PathPatterns excluding(List<String> patterns) {
        List<Rule> more = new ArrayList<>(excluded);
        for (String pattern : patterns) {
            boolean takesBack = pattern.startsWith("!");
            more.add(new Rule(compiled(takesBack ? pattern.substring(1) : pattern), takesBack));
        }
        return new PathPatterns(List.copyOf(more), included);
    }

    PathPatterns including(List<String> patterns) {
        List<Pattern> more = new ArrayList<>(included);
        patterns.forEach(pattern -> more.add(compiled(pattern)));
        return new PathPatterns(excluded, List.copyOf(more));
    }

    /**
     * Returns whether a path is left out, and, if it is a directory, all that is below it; the last pattern that
     * matches decides.
     */
    boolean excludes(String path) {
        for (int i = excluded.size() - 1; i >= 0; i--) {
            if (excluded.get(i).pattern.matcher(path).matches()) {
                return !excluded.get(i).takesBack;
            }
        }
        return false;
    }

    /** Returns whether the patterns select a path; for a directory, together with everything below it. */
    boolean includes(String path) {
        return included.isEmpty()
                || included.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }

    private static Pattern compiled(String pattern) {
        String trimmed = pattern.endsWith("/") ? pattern.substring(0, pattern.length() - 1) : pattern;
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException("an empty pattern matches nothing");
        }
        boolean anywhere = trimmed.indexOf('/') < 0;
        String anchored = trimmed.startsWith("/") ? trimmed.substring(1) : trimmed;
        StringBuilder regex = new StringBuilder(anywhere ? "(?:.*/)?" : "");
        for (int i = 0; i < anchored.length(); i++) {
            char c = anchored.charAt(i);
            if (anchored.startsWith("**/", i) && (i == 0 || anchored.charAt(i - 1) == '/')) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (anchored.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
