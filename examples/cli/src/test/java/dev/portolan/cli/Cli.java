package dev.portolan.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command, in this process. */
record Cli(int exit, String out, String err) {

    static Cli run(Object... arguments) {
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.execute(new PrintWriter(out), new PrintWriter(err), words);
        return new Cli(exit, out.toString().strip(), err.toString().strip());
    }

    /** The same when it ended well; fails otherwise. */
    static Cli ok(Object... arguments) {
        Cli cli = run(arguments);
        if (cli.exit != 0) {
            throw new AssertionError("exit " + cli.exit + ": " + cli.err);
        }
        return cli;
    }

    /** The digest that was printed. */
    String digest() {
        return out.replaceFirst("(?s).*?(sha256:[0-9a-f]{64}).*", "$1");
    }

    /** How many requests were sent, by {@code --stats}. */
    int requests() {
        return Integer.parseInt(err.replaceFirst("(?s).*requests=([0-9]+).*", "$1"));
    }
}
