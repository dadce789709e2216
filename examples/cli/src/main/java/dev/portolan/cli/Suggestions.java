package dev.portolan.cli;

import java.util.Collection;

/** Finds the intended name for a mistyped one. */
final class Suggestions {
    private Suggestions() {}

    /** Returns the end of an error message, {@code ; did you mean 'copy'?}; empty when no name is similar. */
    static String of(String typed, Collection<String> names) {
        return names.stream()
                .filter(name -> isSimilar(typed, name))
                .findFirst()
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
    }

    /** Long names may have two mistakes, short ones a single one. */
    private static boolean isSimilar(String typed, String name) {
        int mistakes = mistakes(typed, name);
        return mistakes <= (name.length() > 6 ? 2 : 1) && mistakes < (name.length() + 1) / 2;
    }

    /** Counts the letters that are wrong, missing, superfluous or swapped. */
    private static int mistakes(String typed, String name) {
        int[][] least = new int[typed.length() + 1][name.length() + 1];
        for (int i = 0; i <= typed.length(); i++) {
            for (int j = 0; j <= name.length(); j++) {
                least[i][j] = i == 0 || j == 0 ? i + j : fewest(least, typed, name, i, j);
            }
        }
        return least[typed.length()][name.length()];
    }

    private static int fewest(int[][] least, String typed, String name, int i, int j) {
        boolean same = typed.charAt(i - 1) == name.charAt(j - 1);
        int fewest = Math.min(least[i - 1][j - 1] + (same ? 0 : 1), Math.min(least[i - 1][j], least[i][j - 1]) + 1);
        boolean swapped = i > 1
                && j > 1
                && typed.charAt(i - 1) == name.charAt(j - 2)
                && typed.charAt(i - 2) == name.charAt(j - 1);
        return swapped ? Math.min(fewest, least[i - 2][j - 2] + 1) : fewest;
    }
}
