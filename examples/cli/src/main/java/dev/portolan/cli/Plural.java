package dev.portolan.cli;

/** Counts with their nouns. */
final class Plural {
    private Plural() {}

    /** Such as {@code 1 file}, {@code 2 files}, {@code 3 repositories}. */
    static String of(long number, String noun) {
        if (number == 1) {
            return "1 " + noun;
        }
        boolean ies = noun.endsWith("y") && !noun.endsWith("ay");
        return number + " " + (ies ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s");
    }
}
