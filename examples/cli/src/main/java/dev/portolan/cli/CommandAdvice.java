package dev.portolan.cli;

import dev.portolan.error.OciException;
import dev.portolan.error.Remedy;

/** Turns the advice of an error into options and commands of the command line. */
final class CommandAdvice {
    private CommandAdvice() {}

    /** Returns the message of a failure, with the options and commands that help. */
    static String message(OciException failure) {
        return failure.remedy()
                .map(remedy -> failure.problem().advice(advice(remedy, failure)).toString())
                .orElseGet(failure::getMessage);
    }

    private static String advice(Remedy remedy, OciException failure) {
        String where = failure.where().orElse("REF");
        return switch (remedy) {
            case LOG_IN -> "run `portolan login " + host(where) + "`";
            case OVERWRITE -> "use --overwrite to replace it";
            case TRUST_AUTHORITY -> "pass the certificate of that authority with --ca-file";
            case PRESENT_CERTIFICATE -> "pass a client certificate with --cert-file and --key-file";
            case USE_HTTPS -> "pass --plain-http=false to use HTTPS";
            case USE_PLAIN_HTTP -> "pass --plain-http if you trust the network";
            case CHOOSE_PLATFORM -> failure.advice().orElseThrow().replaceFirst("platforms?", "$0 with --platform");
            case OMIT_PLATFORM -> "leave --platform out";
            case COPY_FOREIGN_LAYERS -> "pass --foreign-layers to copy it from its source, or write an oci-archive";
            case VERIFY_LAYOUT -> "run `portolan verify`, then copy or delete that manifest";
            case COPY_WHOLE ->
                "save it with `portolan copy " + where
                        + " oci-archive:FILE`, or read one layer with `portolan blob get`";
            case RAISE_UNPACK_LIMITS ->
                "if you trust it, read the layer with `portolan blob get`, and unpack it with another program";
            case EXTRACT_FILE_ARCHIVE -> "run `portolan archive extract " + where + " -o DIR`";
        };
    }

    private static String host(String where) {
        return where.substring(0, where.indexOf('/') < 0 ? where.length() : where.indexOf('/'));
    }
}
