package dev.portolan.http.wire;

import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Hosts whose names have an underscore, as services of docker-compose often do. {@link URI} and the JDK's client know
 * no such names, so the host is resolved here and reached by its address.
 */
public final class UnderscoreHost {
    private UnderscoreHost() {}

    /**
     * Returns the same address with the IP address of the host instead of its name.
     *
     * @param named an address with an authority; a user name in it is left out
     * @throws UnreachableException when the name does not resolve
     */
    public static URI address(URI named) {
        String authority = named.getRawAuthority();
        authority = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = authority.lastIndexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon);
        try {
            InetAddress address = InetAddress.getByName(host);
            String text = address.getHostAddress();
            String literal = address instanceof Inet6Address ? "[" + text.replaceAll("%.*", "") + "]" : text;
            String path = named.getRawPath() == null ? "" : named.getRawPath();
            String query = named.getRawQuery() == null ? "" : "?" + named.getRawQuery();
            return URI.create(named.getScheme() + "://" + literal + port + path + query);
        } catch (UnknownHostException e) {
            throw new UnreachableException(Problem.of("the registry cannot be reached")
                    .at(authority)
                    .because("cannot resolve the host name " + host)
                    .advice("check the name of the registry")
                    .causedBy(e));
        }
    }
}
