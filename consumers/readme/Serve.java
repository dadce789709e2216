import dev.portolan.registry.server.RegistryServer;

/** A registry until standard input ends. */
public final class Serve {
    private Serve() {}

    public static void main(String[] args) throws Exception {
        try (RegistryServer registry = RegistryServer.start()) {
            System.out.println(registry.host());
            while (System.in.read() >= 0) {}
        }
    }
}
