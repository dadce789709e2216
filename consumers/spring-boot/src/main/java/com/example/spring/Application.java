package com.example.spring;

import dev.portolan.OciClient;
import dev.portolan.http.HttpTransport;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Has one client for the whole application. Spring closes it, since it is {@link AutoCloseable}. */
@SpringBootApplication
public class Application {
    @Bean
    OciClient ociClient() {
        return OciClient.of(HttpTransport.create());
    }
}
