package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.fixture.Fixtures;
import dev.portolan.testkit.peer.DockerRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The fallback tag of registries without a referrers API, with many writers. */
class FallbackTagTest {
    private static final int WRITERS = 8;
    private static final int EACH = 3;
    private static final ImageManifest SUBJECT =
            ImageManifest.builder().artifactType("application/x.subject").build();

    private static ImageManifest referrer(Descriptor subject, int number) {
        return ImageManifest.builder()
                .artifactType("application/x.note")
                .annotation("org.example.number", Integer.toString(number))
                .subject(subject)
                .build();
    }

    private static void prepare(Repository repository) {
        Fixtures.emptyConfig(repository);
        repository.put(Tag.of("v1"), SUBJECT);
    }

    private static List<Digest> listed(Repository repository) {
        return repository
                .capability(Referrers.class)
                .orElseThrow()
                .referrers(SUBJECT.digest())
                .map(Descriptor::digest)
                .toList();
    }

    /** Each of several threads works on its own repository object of one transport. */
    private static void inParallel(Callable<?>... works) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(works.length);
        CyclicBarrier start = new CyclicBarrier(works.length);
        try {
            List<Future<Object>> all = Arrays.stream(works)
                    .map(work -> threads.submit(() -> {
                        start.await();
                        return (Object) work.call();
                    }))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void manyWritersLoseNothing(String host) throws Exception {
        try (HttpTransport transport = HttpTransport.create()) {
            Reference reference = Reference.parse(host + "/demo/tree");
            prepare(transport.open(reference));

            inParallel(IntStream.range(0, WRITERS)
                    .mapToObj(writer -> (Callable<?>) () -> {
                        Repository own = transport.open(reference);
                        for (int i = 0; i < EACH; i++) {
                            ImageManifest note = referrer(SUBJECT.descriptor(), writer * EACH + i);
                            own.put(note.digest(), note);
                        }
                        return own;
                    })
                    .toArray(Callable<?>[]::new));

            assertThat(listed(transport.open(reference)))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, WRITERS * EACH)
                            .mapToObj(i -> referrer(SUBJECT.descriptor(), i).digest())
                            .toList());
        }
    }

    @Test
    void concurrent_writers_lose_no_referrer() throws Exception {
        try (RegistryServer server =
                RegistryServer.builder().quirks(Quirk.NO_REFERRERS).start()) {
            manyWritersLoseNothing(server.host());
        }
    }

    @Test
    void concurrent_writers_lose_no_referrer_on_docker_registry() throws Exception {
        try (DockerRegistry docker = DockerRegistry.start()) {
            manyWritersLoseNothing(docker.host());
        }
    }

    @Test
    void concurrent_writers_and_deleters_keep_the_list_correct() throws Exception {
        try (RegistryServer server =
                        RegistryServer.builder().quirks(Quirk.NO_REFERRERS).start();
                HttpTransport transport = HttpTransport.create()) {
            Repository repository = transport.open(server.reference("demo/tree"));
            prepare(repository);
            ImageManifest old = referrer(SUBJECT.descriptor(), -1);
            repository.put(old.digest(), old);
            ImageManifest one = referrer(SUBJECT.descriptor(), 1);
            ImageManifest two = referrer(SUBJECT.descriptor(), 2);

            inParallel(
                    () -> {
                        repository.put(one.digest(), one);
                        return one;
                    },
                    () -> {
                        repository.capability(Deletes.class).orElseThrow().deleteManifest(old.digest());
                        return old;
                    },
                    () -> {
                        repository.put(two.digest(), two);
                        return two;
                    });

            assertThat(listed(repository)).containsExactlyInAnyOrder(one.digest(), two.digest());
        }
    }

    @Test
    void the_fallback_tag_of_a_sha512_subject_has_64_of_its_digits() {
        try (RegistryServer server =
                        RegistryServer.builder().quirks(Quirk.NO_REFERRERS).start();
                HttpTransport transport = HttpTransport.create()) {
            Repository repository = transport.open(server.reference("demo/tree"));
            prepare(repository);
            Digest digest = Digest.of(DigestAlgorithm.SHA512, SUBJECT.bytes());
            repository.put(digest, SUBJECT);
            ImageManifest note = referrer(Descriptor.of(SUBJECT.mediaType(), digest, SUBJECT.bytes().length), 1);

            repository.put(note.digest(), note);

            assertThat(repository.tags())
                    .contains(Tag.of("sha512-" + digest.hex().substring(0, 64)));
            assertThat(repository.capability(Referrers.class).orElseThrow().referrers(digest))
                    .extracting(Descriptor::digest)
                    .containsExactly(note.digest());
        }
    }
}
