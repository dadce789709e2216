package dev.portolan.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void the_message_has_location_problem_reason_response_and_advice() {
        DeniedException denied = new DeniedException(Problem.of("pushing v1 failed")
                .at("localhost:5000/demo/tree")
                .because("no right to push")
                .answered(403, List.of(new RegistryError("DENIED", "go away"), new RegistryError("", "really")))
                .advice("log in")
                .retryable(false));

        assertThat(denied)
                .hasMessage("localhost:5000/demo/tree: pushing v1 failed: DENIED: go away, really,"
                        + " no right to push, HTTP 403; log in");
        assertThat(denied.where()).contains("localhost:5000/demo/tree");
        assertThat(denied.advice()).contains("log in");
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.registryErrors()).hasSize(2);
        assertThat(denied.retryable()).isFalse();
    }

    @Test
    void unknown_parts_are_left_out() {
        NotFoundException missing = new NotFoundException(Problem.of("gone"));

        assertThat(missing).hasMessage("gone").hasNoCause();
        assertThat(missing.where()).isEmpty();
        assertThat(missing.advice()).isEmpty();
        assertThat(missing.status()).isZero();
    }

    @Test
    void a_serialized_error_keeps_its_message() throws Exception {
        OciException sent = new DeniedException(Problem.of("pushing v1 failed")
                .at("localhost:5000/demo/tree")
                .answered(403, List.of(new RegistryError("DENIED", "go away")))
                .advice("log in"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(sent);
        }

        OciException received;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            received = (OciException) in.readObject();
        }

        assertThat(received).isInstanceOf(DeniedException.class).hasMessage(sent.getMessage());
        assertThat(received.where()).isEqualTo(sent.where());
        assertThat(received.advice()).isEqualTo(sent.advice());
        assertThat(received.status()).isEqualTo(403);
        assertThat(received.registryErrors()).isEqualTo(sent.registryErrors());
    }

    @Test
    void an_error_of_the_same_kind_is_made_from_another_problem() {
        OciException first = new ThrottledException(Problem.of("a").retryable(true));
        OciException second = first.with(Problem.of("b").causedBy(first));

        assertThat(second)
                .isInstanceOf(ThrottledException.class)
                .hasMessage("b")
                .hasCause(first);
    }

    @Test
    void a_reason_that_repeats_the_registrys_message_is_left_out() {
        DeniedException denied = new DeniedException(Problem.of("pushing v1 failed")
                .because("authentication required")
                .answered(401, List.of(new RegistryError("UNAUTHORIZED", "Authentication required"))));

        assertThat(denied).hasMessage("pushing v1 failed: UNAUTHORIZED: Authentication required, HTTP 401");
    }

    @Test
    void repeated_registry_errors_appear_once() {
        RegistryError missing = new RegistryError("MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");

        InvalidManifestException refused = new InvalidManifestException(
                Problem.of("writing manifest v1 failed").answered(400, List.of(missing, missing, missing)));

        assertThat(refused)
                .hasMessage("writing manifest v1 failed: MANIFEST_BLOB_UNKNOWN: blob unknown to registry, HTTP 400");
        assertThat(refused.registryErrors()).hasSize(3);
    }

    @Test
    void advice_is_our_own_text_and_keeps_its_placeholders() {
        Problem problem = Problem.of("the address http://me:secret@proxy.example is malformed")
                .because("me:secret@proxy.example has no port")
                .advice("write [http://][USER:PASSWORD@]HOST:PORT");

        assertThat(problem)
                .hasToString("the address http://***@proxy.example is malformed: ***@proxy.example has no port;"
                        + " write [http://][USER:PASSWORD@]HOST:PORT");
    }

    @Test
    void a_remedy_has_advice_for_every_program() {
        OciException failure = new StorageException(Problem.of("exists").advice(Remedy.OVERWRITE, "allow overwriting"));

        assertThat(failure.remedy()).contains(Remedy.OVERWRITE);
        assertThat(failure).hasMessage("exists; allow overwriting");
        assertThat(new StorageException(Problem.of("exists").advice("move it")).remedy())
                .isEmpty();
    }
}
