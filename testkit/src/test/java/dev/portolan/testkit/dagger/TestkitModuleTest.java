package dev.portolan.testkit.dagger;

import static org.assertj.core.api.Assertions.assertThat;

import dagger.Component;
import dev.portolan.model.Place;
import dev.portolan.port.Transport;
import dev.portolan.testkit.memory.InMemoryTransport;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestkitModuleTest {

    @Component(modules = TestkitModule.class)
    interface TestComponent {
        Set<Transport> transports();

        InMemoryTransport memory();
    }

    @Test
    void the_module_contributes_registries_in_memory() {
        TestComponent component = DaggerTestkitModuleTest_TestComponent.create();

        assertThat(component.transports()).containsExactly(component.memory());
        assertThat(component.memory().schemes()).containsExactly(Place.REGISTRY);
    }

    @Test
    void a_test_can_hand_in_its_own() {
        InMemoryTransport own = InMemoryTransport.create();

        TestComponent component = DaggerTestkitModuleTest_TestComponent.builder()
                .testkitModule(new TestkitModule(own))
                .build();

        assertThat(component.transports()).containsExactly(own);
    }
}
