package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.RegistryServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closed or forgotten transports leave nothing behind. */
@Timeout(300)
class LeaksTest {
    private static final byte[] BYTES = new byte[6_000_000];
    private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);

    /** Returns the live threads whose name says that a transport started them. */
    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("portolan-http")
                        || thread.getName().endsWith("SelectorManager"))
                .toList();
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    @Test
    void ten_thousand_transports_leave_no_thread_and_no_open_file() throws Exception {
        List<Thread> before = threads();
        long files = openFiles();
        try (RegistryServer server = RegistryServer.start()) {
            for (int i = 0; i < 10_000; i++) {
                try (HttpTransport transport = HttpTransport.create()) {
                    Repository repository = transport.open(server.reference("demo/tree"));
                    if (i % 100 == 0) {
                        repository.manifest(Tag.LATEST);
                    }
                }
            }
        }
        List<Thread> left = new ArrayList<>(threads());
        left.removeAll(before);
        join(left);
        assertThat(openFiles()).isLessThan(files + 50);
    }

    @Test
    void abandoned_streams_do_not_block_others_and_end_with_the_transport() throws Exception {
        List<Thread> before = threads();
        List<InputStream> abandoned = new ArrayList<>();
        try (RegistryServer server = RegistryServer.start()) {
            server.repository("demo/tree").write(BLOB, Content.of(BYTES));
            try (HttpTransport transport = HttpTransport.create()) {
                Repository repository = transport.open(server.reference("demo/tree"));
                for (int i = 0; i < 60; i++) {
                    InputStream stream = repository.open(BLOB);
                    assertThat(stream.read()).isZero();
                    abandoned.add(stream);
                }

                assertThat(repository.bytes(BLOB)).isEqualTo(BYTES);
            }
            List<Thread> left = new ArrayList<>(threads());
            left.removeAll(before);
            join(left);
        }
    }

    @Test
    void a_class_loader_can_be_collected_after_its_transport_was_closed() throws Exception {
        try (RegistryServer server = RegistryServer.start()) {
            server.repository("demo/tree").write(BLOB, Content.of(BYTES));
            ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
            WeakReference<ClassLoader> loader = new WeakReference<>(useOwnClasses(server.host()), collected);
            // JDK 17 holds the class of the last record whose methods were linked (JDK-8078641): be this one now.
            assertThat(new Other(1, "x")).isEqualTo(new Other(1, "x")).hasSameHashCodeAs(new Other(1, "x"));
            for (int i = 0; i < 100 && loader.get() != null; i++) {
                System.gc();
                collected.remove(50);
            }
            assertThat(loader.get()).isNull();
        }
    }

    private record Other(int number, String text) {}

    /** Does what an application server does: loads the library, uses and closes it, and forgets it. */
    private static ClassLoader useOwnClasses(String host) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
        Class<?> used = loader.loadClass(Use.class.getName());
        used.getMethod("use", String.class, String.class)
                .invoke(null, host, BLOB.digest().toString());
        loader.close();
        return loader;
    }

    /** Code that runs with its own classes. */
    public static final class Use {
        private Use() {}

        /** Reads a blob and closes the transport. */
        public static void use(String host, String digest) throws IOException {
            try (HttpTransport transport = HttpTransport.create()) {
                byte[] bytes = transport
                        .open(Reference.parse(host + "/demo/tree"))
                        .bytes(Descriptor.of("text/plain", Digest.parse(digest), 6_000_000));
                if (bytes.length != 6_000_000) {
                    throw new IOException("not read");
                }
            }
        }
    }
}
