package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.internal.json.Json;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.testkit.contract.Wire.Response;
import dev.portolan.testkit.fixture.Fixtures;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * One of many clients of a registry; used by one thread at a time. It keeps its latest artifacts and deletes others.
 */
final class LoadClient {
    private static final int KEPT = 3;
    private static final int LARGEST = 200_000;

    private record Pushed(String tag, ImageManifest manifest) {}

    private final Wire wire;
    private final int number;
    private final SplittableRandom random;
    private final Fixtures fixtures;
    private final Deque<Pushed> pushed = new ArrayDeque<>();
    private final Traffic traffic;
    private long rounds;

    /** The traffic of all clients together. */
    static final class Traffic {
        final LongAdder rounds = new LongAdder();
        final LongAdder requests = new LongAdder();
        final LongAdder sent = new LongAdder();
        final LongAdder received = new LongAdder();
    }

    LoadClient(Wire wire, int number, Traffic traffic) {
        this.wire = wire;
        this.number = number;
        this.traffic = traffic;
        this.random = new SplittableRandom(number);
        this.fixtures = Fixtures.seeded(number);
    }

    /** Digests by tags. */
    Map<String, String> kept() {
        Map<String, String> kept = new LinkedHashMap<>();
        pushed.forEach(each -> kept.put(each.tag, each.manifest.digest().toString()));
        return kept;
    }

    List<String> tags() {
        return Json.parseObject(get("tags/list").body()).strings("tags");
    }

    /** Pushes an artifact, pulls it, sends some other requests, and deletes the oldest. */
    void round() {
        push();
        pull(pushed.getLast());
        mount(pushed.getLast().manifest.config().digest());
        cancel();
        assertThat(get("tags/list?n=10").status()).isEqualTo(200);
        if (pushed.size() > KEPT) {
            delete(pushed.removeFirst());
        }
        rounds++;
        traffic.rounds.increment();
    }

    /** Pulls the remaining artifacts. */
    void lookAgain() {
        pushed.forEach(this::pull);
    }

    private Response send(String method, String target, byte[] body, String... headers) {
        traffic.requests.increment();
        traffic.sent.add(body.length);
        Response answer = wire.send(method, target, body, headers);
        traffic.received.add(answer.body().length);
        return answer;
    }

    private Response get(String rest, String... headers) {
        return send("GET", wire.path(rest), new byte[0], headers);
    }

    private void expect(int status, String method, String target, byte[] body, String... headers) {
        assertThat(send(method, target, body, headers).status())
                .as(method + " " + target)
                .isEqualTo(status);
    }

    private void push() {
        String tag = "c" + number + "-r" + rounds;
        ImageManifest.Builder manifest =
                ImageManifest.builder().config(blob(fixtures.bytes(20))).annotation("org.example.round", tag);
        for (int i = random.nextInt(3); i >= 0; i--) {
            manifest.layer(blob(fixtures.bytes(1 + random.nextInt(LARGEST))));
        }
        manifest.layer(blob(new byte[(int) (rounds % 10)])); // other clients push it at the same time
        ImageManifest built = manifest.build();
        expect(201, "PUT", wire.path("manifests/" + tag), built.bytes(), "Content-Type", MediaTypes.IMAGE_MANIFEST);
        pushed.addLast(new Pushed(tag, built));
    }

    /** Pushes a blob in one request or two, in chunks, or as a stream. */
    private Descriptor blob(byte[] content) {
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, content);
        String uploads = wire.path("blobs/uploads/");
        int way = random.nextInt(4);
        if (way == 0) {
            expect(201, "POST", uploads + "?digest=" + blob.digest(), content);
            return blob;
        }
        Response session = send("POST", uploads, new byte[0]);
        byte[] last = content;
        if (way == 2 && content.length > 1) {
            int half = content.length / 2;
            session =
                    send("PATCH", session.location(), Arrays.copyOf(content, half), "Content-Range", "0-" + (half - 1));
            last = Arrays.copyOfRange(content, half, content.length);
        } else if (way == 3) {
            traffic.requests.increment();
            traffic.sent.add(content.length);
            session = wire.stream("PATCH", session.location(), content);
            last = new byte[0];
        }
        expect(201, "PUT", session.location("digest", blob.digest()), last);
        return blob;
    }

    private void pull(Pushed one) {
        for (String reference : List.of(one.tag, one.manifest.digest().toString())) {
            assertThat(get("manifests/" + reference).body()).isEqualTo(one.manifest.bytes());
        }
        for (Descriptor blob : one.manifest.children()) {
            byte[] whole = get("blobs/" + blob.digest()).body();
            assertThat(Digest.sha256(whole)).isEqualTo(blob.digest());
            if (blob.size() > 0) {
                byte[] end = get("blobs/" + blob.digest(), "Range", "bytes=-1").body();
                assertThat(end).containsExactly(whole[whole.length - 1]);
            }
        }
    }

    private void mount(Digest blob) {
        String other = wire.otherPath("blobs/");
        expect(201, "POST", other + "uploads/?mount=" + blob + "&from=" + wire.name(), new byte[0]);
        expect(200, "HEAD", other + blob, new byte[0]);
        expect(202, "DELETE", other + blob, new byte[0]);
    }

    private void cancel() {
        Response session = send("POST", wire.path("blobs/uploads/"), new byte[0]);
        Response chunk = send("PATCH", session.location(), fixtures.bytes(100), "Content-Range", "0-99");
        expect(204, "DELETE", chunk.location(), new byte[0]);
    }

    private void delete(Pushed one) {
        expect(202, "DELETE", wire.path("manifests/" + one.tag), new byte[0]);
        expect(202, "DELETE", wire.path("manifests/" + one.manifest.digest()), new byte[0]);
        expect(404, "GET", wire.path("manifests/" + one.manifest.digest()), new byte[0]);
        for (Descriptor blob : one.manifest.children()) {
            if (blob.size() > 10) { // other clients have the smaller ones too
                expect(202, "DELETE", wire.path("blobs/" + blob.digest()), new byte[0]);
                expect(404, "HEAD", wire.path("blobs/" + blob.digest()), new byte[0]);
            }
        }
    }
}
