package dev.portolan.http.pipeline;

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
final class UnderscoreHost {
    private UnderscoreHost() {}

    /**
     * Returns the same address with the IP address of the host instead of its name.
     *
     * @throws UnreachableException when the name does not resolve
     */
    static URI address(URI named) {
        String authority = named.getRawAuthority();
        int colon = authority.lastIndexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon);
        try {
            InetAddress address = InetAddress.getByName(host);
            String text = address.getHostAddress();
            String literal = address instanceof Inet6Address ? "[" + text.replaceAll("%.*", "") + "]" : text;
            return URI.create(named.getScheme() + "://" + literal + port);
        } catch (UnknownHostException e) {
            throw new UnreachableException(Problem.of("the registry cannot be reached")
                    .at(authority)
                    .because("cannot resolve the host name " + host)
                    .advice("check the name of the registry")
                    .causedBy(e));
        }
    }
}
