package dev.portolan.registry.dagger;

import static org.assertj.core.api.Assertions.assertThat;

import dagger.Component;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryModuleTest {

    @Component(modules = MemoryModule.class)
    interface TestComponent {
        Set<Transport> transports();

        InMemoryTransport memory();
    }

    @Test
    void the_module_contributes_in_memory_registries() {
        TestComponent component = DaggerMemoryModuleTest_TestComponent.create();

        assertThat(component.transports()).containsExactly(component.memory());
        assertThat(component.memory().schemes()).containsExactly(Reference.REGISTRY);
    }

    @Test
    void a_test_can_provide_its_own_transport() {
        InMemoryTransport own = InMemoryTransport.create();

        TestComponent component = DaggerMemoryModuleTest_TestComponent.builder()
                .memoryModule(new MemoryModule(own))
                .build();

        assertThat(component.transports()).containsExactly(own);
    }
}
