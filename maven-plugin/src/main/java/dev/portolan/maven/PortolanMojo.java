package dev.portolan.maven;

import dev.portolan.OciClient;
import dev.portolan.auth.CredentialChain;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.error.OciException;
import dev.portolan.error.Remedy;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.ProxySettings;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import javax.inject.Inject;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** The common part of all goals: a client with the credentials of this machine, and error messages. */
abstract class PortolanMojo extends AbstractMojo {
    /** Skips all goals. */
    @Parameter(property = "portolan.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The server of settings.xml whose user name and password (or password alone, for a token) the registry gets. By
     * default the server whose id is the host, such as {@code ghcr.io}; then Docker's and Podman's credentials.
     */
    @Parameter(property = "portolan.serverId")
    private @Nullable String serverId;

    /** Whether to use HTTP instead of HTTPS. Loopback addresses always use HTTP. */
    @Parameter(property = "portolan.plainHttp", defaultValue = "false")
    private boolean plainHttp;

    @Parameter(defaultValue = "${settings}", readonly = true, required = true)
    private Settings settings;

    @Inject
    private SettingsDecrypter decrypter;

    /** Returns whether this goal alone is to be skipped. */
    abstract boolean skipsGoal();

    /** Returns the reference that this goal opens; null for none. */
    abstract @Nullable String opens();

    abstract void run(OciClient client) throws IOException, MojoExecutionException;

    @Override
    public final void execute() throws MojoExecutionException {
        if (skip || skipsGoal()) {
            getLog().info("Skipped");
            return;
        }
        SettingsCredentials credentials = new SettingsCredentials(settings, decrypter, serverId);
        try (OciClient client = client(credentials)) {
            String reference = opens();
            if (reference != null) {
                credentials.check(reference);
            }
            run(client);
        } catch (UnauthenticatedException e) {
            boolean unknown = e.remedy().equals(Optional.of(Remedy.LOG_IN));
            throw new MojoExecutionException(
                    unknown
                            ? e.problem()
                                    .advice("add a server whose id is the host to settings.xml, or log in")
                                    .toString()
                            : e.getMessage(),
                    e);
        } catch (OciException | IOException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    private OciClient client(SettingsCredentials credentials) {
        HttpTransport.Builder registries = HttpTransport.builder()
                .credentials(CredentialChain.of(credentials, DefaultCredentials.create()))
                .proxies(proxies());
        if (plainHttp) { // false would also apply to loopback addresses
            registries.plainHttp(true);
        }
        return OciClient.of(registries.build(), LayoutTransport.create(), OciArchiveTransport.create());
    }

    /** Returns the active proxy of settings.xml; without one, that of the environment. */
    private ProxySettings proxies() {
        Proxy proxy = settings.getActiveProxy();
        if (proxy == null) {
            return ProxySettings.ofEnvironment(System.getenv());
        }
        Properties properties = new Properties();
        for (String scheme : new String[] {"http", "https"}) {
            properties.setProperty(scheme + ".proxyHost", proxy.getHost());
            properties.setProperty(scheme + ".proxyPort", String.valueOf(proxy.getPort()));
        }
        if (proxy.getNonProxyHosts() != null) {
            properties.setProperty("http.nonProxyHosts", proxy.getNonProxyHosts());
        }
        return ProxySettings.ofProperties(properties);
    }

    static <T> T required(@Nullable T value, String name) throws MojoExecutionException {
        if (value == null) {
            throw new MojoExecutionException(
                    name + " is missing; configure <" + name + "> or pass -Dportolan." + name + "=...");
        }
        return value;
    }
}
