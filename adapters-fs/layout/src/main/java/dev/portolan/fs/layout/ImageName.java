package dev.portolan.fs.layout;

import dev.portolan.model.RegistryReference;

/**
 * Image names as Docker and containerd write them. {@code app:v1} and {@code docker.io/library/app:v1} are the familiar
 * and the canonical form of one name.
 */
final class ImageName {
    /** The annotation for the canonical name in index.json, which containerd and Docker read. */
    static final String ANNOTATION = "io.containerd.image.name";

    private static final String HUB = "docker.io/";
    private static final String OFFICIAL = "docker.io/library/";

    private ImageName() {}

    /** Returns the canonical form: with a host, with {@code library/} on Docker Hub, and with a tag. */
    static String canonical(String name) {
        String full = withHost(name);
        return hasTag(full) ? full : full + ":latest";
    }

    /** Returns the canonical form of a ref.name that is a whole image name; empty for others, such as a tag. */
    static String ofRefName(String refName) {
        boolean image = (refName.indexOf('/') >= 0 || refName.indexOf(':') >= 0) && !refName.endsWith(":");
        return image ? canonical(refName) : "";
    }

    /** Returns the short form that {@code docker images} prints. */
    static String familiar(String canonical) {
        if (canonical.startsWith(OFFICIAL) && canonical.indexOf('/', OFFICIAL.length()) < 0) {
            return canonical.substring(OFFICIAL.length());
        }
        return canonical.startsWith(HUB) ? canonical.substring(HUB.length()) : canonical;
    }

    /** Returns the part after the last colon of a canonical name. */
    static String tag(String canonical) {
        return canonical.substring(canonical.lastIndexOf(':') + 1);
    }

    private static String withHost(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return OFFICIAL + name;
        }
        if (!RegistryReference.startsWithRegistry(name)) {
            return HUB + name;
        }
        String first = name.substring(0, slash);
        String rest = name.substring(slash + 1);
        String hub = first.equals("index.docker.io") ? HUB : first + "/";
        return hub.equals(HUB) && rest.indexOf('/') < 0 ? OFFICIAL + rest : hub + rest;
    }

    private static boolean hasTag(String name) {
        return name.lastIndexOf(':') > name.lastIndexOf('/') || name.indexOf('@') >= 0;
    }
}
