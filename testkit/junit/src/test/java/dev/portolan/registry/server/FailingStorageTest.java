package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.content.Content;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The responses to clients when the storage of the server accepts no content. */
class FailingStorageTest {
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    /** Repositories in memory that cannot be written to. */
    private record Broken(InMemoryTransport memory, IOException reason) implements Transport {
        @Override
        public Set<String> schemes() {
            return memory.schemes();
        }

        @Override
        public Repository open(Reference reference) {
            Repository real = memory.open(reference);
            return (Repository) Proxy.newProxyInstance(
                    Repository.class.getClassLoader(),
                    new Class<?>[] {Repository.class},
                    (proxy, method, arguments) -> {
                        boolean writes = method.getName().equals("write");
                        if (writes && arguments[1] instanceof Content content) {
                            readSome(content);
                            throw new StorageException(Problem.of("writing a blob failed")
                                    .because(String.valueOf(reason.getMessage()))
                                    .causedBy(reason));
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private static void readSome(Content content) throws IOException {
            try (var stream = content.open()) {
                stream.readNBytes(10);
            }
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    private HttpResponse<byte[]> push(IOException reason) {
        try (RegistryServer server = RegistryServer.builder()
                .transport(new Broken(InMemoryTransport.create(), reason))
                .failures(failures::add)
                .start()) {
            Http http = new Http(server.address());
            byte[] content = new byte[3 << 20];
            String location = http.send("POST", "/v2/demo/tree/blobs/uploads/")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            return http.send("PUT", location + "?digest=" + Digest.sha256(content), content);
        }
    }

    private static String body(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void a_full_disk_is_an_error_response_and_is_reported() {
        HttpResponse<byte[]> response = push(new FileSystemException("blob", null, "No space left on device"));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(body(response)).contains("\"code\":\"UNKNOWN\"", "No space left on device");
        assertThat(failures)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("PUT /v2/demo/tree/blobs/uploads/")
                .contains("HTTP 500", "No space left on device");
    }

    @Test
    void a_read_only_disk_is_a_denial_without_retries() {
        HttpResponse<byte[]> response = push(new FileSystemException("blob", null, "Read-only file system"));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(body(response)).contains("\"code\":\"DENIED\"", "read-only");
        assertThat(failures).isEmpty();
    }
}
