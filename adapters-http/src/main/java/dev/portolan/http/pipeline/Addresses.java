package dev.portolan.http.pipeline;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Explains which of a host's addresses the JDK's client tried: only the first one. */
final class Addresses {
    private Addresses() {}

    /** Returns a note for a message about a failed connection; empty if the host has one address. */
    static String note(URI uri) {
        try {
            return note(InetAddress.getAllByName(uri.getHost()));
        } catch (UnknownHostException e) {
            return "";
        }
    }

    static String note(InetAddress... all) {
        return all.length < 2
                ? ""
                : " (tried " + all[0].getHostAddress() + ", the first of its " + all.length + " addresses)";
    }
}
