package dev.portolan.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** A test class whose program is not installed. */
class MissingServerTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                StaticField.class,
                InstanceField.class,
                TestParameter.class,
                ParameterizedTestParameter.class,
                ConstructorParameter.class,
                BeforeEachParameter.class,
                BeforeAllParameter.class,
                NestedClass.class,
                Inherited.class,
                OnTheMethod.class
            })
    void skips_tests_that_need_it(Class<?> tests) {
        Events events = run(tests);

        assertThat(events.failed().count()).isZero();
        assertThat(events.succeeded().list())
                .noneMatch(event -> event.getTestDescriptor().isTest());
        assertThat(events.skipped().list())
                .isNotEmpty()
                .allSatisfy(event ->
                        assertThat(event.getRequiredPayload(String.class)).isEqualTo("the server is not installed"));
    }

    @Test
    void runs_tests_that_do_not_need_it() {
        Events events = run(OneOfTwo.class);

        assertThat(events.failed().count()).isZero();
        assertThat(events.succeeded().list().stream()
                        .filter(event -> event.getTestDescriptor().isTest()))
                .hasSize(1);
        assertThat(events.skipped().count()).isEqualTo(1);
    }

    private static Events run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .allEvents();
    }

    static final class MissingServer implements AutoCloseable {
        @Override
        public void close() {}
    }

    static final class MissingServerExtension extends ServerExtension<MissingServer> {
        MissingServerExtension() {
            this(false);
        }

        MissingServerExtension(boolean isField) {
            super(
                    MissingServer.class,
                    () -> {
                        throw new AssertionError("started");
                    },
                    isField);
        }

        @Override
        Optional<String> missing() {
            return Optional.of("the server is not installed");
        }
    }

    static class StaticField {
        @RegisterExtension
        static final MissingServerExtension SERVER = new MissingServerExtension(true);

        @Test
        void test() {}
    }

    static class InstanceField {
        @RegisterExtension
        final MissingServerExtension server = new MissingServerExtension(true);

        @Test
        void test() {}
    }

    @ExtendWith(MissingServerExtension.class)
    static class TestParameter {
        @Test
        void test(MissingServer server) {}
    }

    @ExtendWith(MissingServerExtension.class)
    static class ParameterizedTestParameter {
        @ParameterizedTest
        @ValueSource(ints = 1)
        void test(int number, MissingServer server) {}
    }

    @ExtendWith(MissingServerExtension.class)
    static class ConstructorParameter {
        ConstructorParameter(MissingServer server) {}

        @Test
        void test() {}
    }

    @ExtendWith(MissingServerExtension.class)
    static class BeforeEachParameter {
        @BeforeEach
        void prepare(MissingServer server) {}

        @Test
        void test() {}
    }

    @ExtendWith(MissingServerExtension.class)
    static class BeforeAllParameter {
        @BeforeAll
        static void prepare(MissingServer server) {}

        @Test
        void test() {}
    }

    @ExtendWith(MissingServerExtension.class)
    static class NestedClass {
        @Nested
        class Inner {
            @Test
            void test(MissingServer server) {}
        }
    }

    static class Inherited extends BeforeEachParameter {}

    static class OnTheMethod {
        @Test
        @ExtendWith(MissingServerExtension.class)
        void test(MissingServer server) {}
    }

    @ExtendWith(MissingServerExtension.class)
    static class OneOfTwo {
        @Test
        void needs(MissingServer server) {}

        @Test
        void does_not_need() {}
    }
}
