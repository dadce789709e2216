package dev.portolan.cli;

/** Text from outside, for a terminal. */
final class Text {
    private Text() {}

    /** The text without characters that control a terminal. */
    static String clean(String text) {
        return Sizes.printable(text);
    }
}
