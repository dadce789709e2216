package dev.portolan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.Layer;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyOptions;
import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.FakeTransport;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.ContentCache;
import dev.portolan.port.TagCache;
import dev.portolan.port.Target;
import dev.portolan.port.TransferListener;
import dev.portolan.port.Transport;
import dev.portolan.signature.SignatureVerifier;
import dev.portolan.signature.Signer;
import dev.portolan.signature.TrustPolicy;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A null is refused at the door, by the name of the parameter and before any request. */
class FacadeArgumentsTest {
    private static final Artifact ARTIFACT =
            Artifact.builder().file("a.txt", "text/plain", Sample.bytes("a")).build();

    private final FakeTransport registry = new FakeTransport(Reference.REGISTRY);
    private final OciClient client = OciClient.of(registry);
    private final FakeRepository repository = registry.at("localhost:5000/demo/tree:v1");

    @AfterEach
    void close() {
        client.close();
    }

    @TestFactory
    Stream<DynamicTest> a_null_argument_is_refused_by_its_name() {
        return Stream.of(
                        client,
                        client.at("localhost:5000/demo/tree:v1"),
                        OciClient.builder(),
                        CopyOptions.builder(),
                        Artifact.builder(),
                        OciClient.class,
                        Layer.class,
                        TrustPolicy.class)
                .flatMap(this::tests);
    }

    private Stream<DynamicTest> tests(Object subject) {
        boolean statics = subject instanceof Class<?>;
        Class<?> type = statics ? (Class<?>) subject : subject.getClass();
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> Modifier.isStatic(method.getModifiers()) == statics)
                .filter(method -> !method.getName().equals("equals"))
                .flatMap(method -> Stream.of(method.getParameters())
                        .filter(parameter -> !parameter.getType().isPrimitive())
                        .map(parameter -> test(statics ? null : subject, method, parameter)));
    }

    private DynamicTest test(Object subject, Method method, Parameter missing) {
        Object[] arguments = Stream.of(method.getParameters())
                .map(parameter -> parameter.equals(missing) ? null : sample(parameter.getType()))
                .toArray();
        return DynamicTest.dynamicTest(method.getName() + " without " + missing.getName(), () -> {
            repository.forget();
            assertThatThrownBy(() -> invoke(method, subject, arguments))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage(missing.getName());
            assertThat(repository.log()).isEmpty();
        });
    }

    private static void invoke(Method method, Object subject, Object[] arguments) throws Throwable {
        try {
            method.invoke(subject, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object sample(Class<?> type) {
        Map<Class<?>, Object> samples = Map.ofEntries(
                Map.entry(String.class, "localhost:5000/demo/tree:v1"),
                Map.entry(Reference.class, Reference.parse("localhost:5000/demo/tree:v1")),
                Map.entry(String[].class, new String[] {"v2"}),
                Map.entry(byte[].class, new byte[0]),
                Map.entry(boolean.class, true),
                Map.entry(int.class, 1),
                Map.entry(long.class, 1L),
                Map.entry(List.class, List.of()),
                Map.entry(Iterable.class, List.of()),
                Map.entry(Map.class, Map.of()),
                Map.entry(Artifact.class, ARTIFACT),
                Map.entry(PackedArtifact.class, ARTIFACT.pack()),
                Map.entry(Layer.class, ARTIFACT.layers().get(0)),
                Map.entry(Descriptor.class, Descriptor.empty()),
                Map.entry(Content.class, Content.of(new byte[0])),
                Map.entry(CopyOptions.class, CopyOptions.defaults()),
                Map.entry(Target.class, new FakeRepository("target")));
        if (type == Transport[].class) {
            return new Transport[] {new FakeTransport(Reference.MEMORY)};
        }
        if (List.of(
                        Signer.class,
                        TrustPolicy.class,
                        TransferListener.class,
                        Transport.class,
                        Executor.class,
                        ContentCache.class,
                        TagCache.class,
                        SignatureVerifier.class)
                .contains(type)) {
            InvocationHandler none = (proxy, method, arguments) -> null;
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, none);
        }
        Object sample = samples.get(type);
        assertThat(sample).as("a sample of %s", type).isNotNull();
        return sample;
    }
}
