package dev.portolan.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayTest {
    private ServerSocket echo;

    @BeforeEach
    void start_a_server_that_sends_back_what_it_gets() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Relay.daemon("echo", () -> {
            try {
                while (true) {
                    Socket client = echo.accept();
                    Relay.daemon("echo-client", () -> echo(client));
                }
            } catch (IOException e) {
                // closed
            }
        });
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // the test closed it
        }
    }

    @AfterEach
    void stop() throws IOException {
        echo.close();
    }

    private Relay relay(Duration roundTrip, long bytesPerSecond) throws IOException {
        return Relay.start("127.0.0.1:" + echo.getLocalPort(), roundTrip, bytesPerSecond);
    }

    private static Socket connect(Relay relay) throws IOException {
        String[] parts = relay.host().split(":");
        return new Socket(parts[0], Integer.parseInt(parts[1]));
    }

    private static byte[] exchange(Relay relay, byte[] bytes) throws IOException {
        try (Socket socket = connect(relay)) {
            Relay.daemon("sender", () -> {
                try {
                    socket.getOutputStream().write(bytes);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    // the assertion on what came back fails
                }
            });
            return socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void passes_on_every_byte_and_the_end_in_both_directions() throws IOException {
        byte[] bytes = new byte[3 << 20];
        new Random(1).nextBytes(bytes);
        try (Relay relay = relay(Duration.ofMillis(2), 0)) {
            assertThat(exchange(relay, bytes)).isEqualTo(bytes);
            assertThat(exchange(relay, bytes)).isEqualTo(bytes);
        }
    }

    @Test
    void takes_one_round_trip_per_connection_and_one_per_response() throws IOException {
        try (Relay relay = relay(Duration.ofMillis(50), 0);
                Socket socket = connect(relay)) {
            long began = System.nanoTime();
            answer(socket);
            long first = System.nanoTime();
            answer(socket);

            assertThat(first - began)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(100).toNanos());
            assertThat(System.nanoTime() - first)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
        }
    }

    private static void answer(Socket socket) throws IOException {
        socket.getOutputStream().write(7);
        InputStream in = socket.getInputStream();
        assertThat(in.read()).isEqualTo(7);
    }

    @Test
    void limits_the_speed_of_a_connection() throws IOException {
        byte[] bytes = new byte[500_000];
        try (Relay relay = relay(Duration.ZERO, 1_000_000)) {
            long began = System.nanoTime();
            exchange(relay, bytes);

            // The last packet is not waited for.
            assertThat(System.nanoTime() - began)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(450).toNanos());
        }
    }

    @Test
    void ends_both_sides_when_it_is_closed() throws IOException {
        Relay relay = relay(Duration.ZERO, 0);
        try (Socket socket = connect(relay)) {
            answer(socket);
            relay.close();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
