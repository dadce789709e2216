package dev.portolan.testkit.contract;

import dev.portolan.cache.MemoryContentCache;
import dev.portolan.cache.MemoryTagCache;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import dev.portolan.port.ContentCache;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import dev.portolan.port.TagCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;

/** The contracts of the small ports, each with the simplest implementation. */
class ContractsTest {

    /** A clock that a test turns. */
    private static Clock clock(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    @Nested
    class Of_content_caches extends ContentCacheContract {
        private final Map<Object, byte[]> kept = new ConcurrentHashMap<>();

        @Override
        protected ContentCache freshCache() {
            return new ContentCache() {
                @Override
                public Optional<Content> get(Descriptor descriptor) {
                    byte[] bytes = kept.get(descriptor.digest());
                    if (bytes == null) {
                        return Optional.empty();
                    }
                    try {
                        return Optional.of(Content.of(Verifier.check(descriptor, "cache", bytes)));
                    } catch (ContentMismatchException e) {
                        remove(descriptor);
                        return Optional.empty();
                    }
                }

                @Override
                public void put(Descriptor descriptor, Content content) {
                    try (InputStream stream = content.open()) {
                        kept.put(descriptor.digest(), Verifier.check(descriptor, "cache", stream.readAllBytes()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public void remove(Descriptor descriptor) {
                    kept.remove(descriptor.digest());
                }
            };
        }

        @Override
        protected boolean damage(Descriptor descriptor) {
            kept.get(descriptor.digest())[0]++;
            return true;
        }
    }

    @Nested
    class Of_tag_caches extends TagCacheContract {
        private final Map<String, Descriptor> kept = new ConcurrentHashMap<>();

        @Override
        protected TagCache freshCache() {
            return new TagCache() {
                @Override
                public Optional<Descriptor> get(String repository, Tag tag) {
                    return Optional.ofNullable(kept.get(repository + ":" + tag));
                }

                @Override
                public void put(String repository, Tag tag, Descriptor manifest) {
                    kept.put(repository + ":" + tag, manifest);
                }

                @Override
                public void remove(String repository, Tag tag) {
                    kept.remove(repository + ":" + tag);
                }
            };
        }

        @Override
        protected boolean expire() {
            kept.clear();
            return true;
        }
    }

    @Nested
    class Of_the_content_cache_in_memory extends ContentCacheContract {
        @Override
        protected ContentCache freshCache() {
            return new MemoryContentCache(1 << 20);
        }
    }

    @Nested
    class Of_the_tag_cache_in_memory extends TagCacheContract {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

        @Override
        protected TagCache freshCache() {
            return new MemoryTagCache(Duration.ofMinutes(1), clock(now));
        }

        @Override
        protected boolean expire() {
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
            return true;
        }
    }

    @Nested
    class Of_credential_sources extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return (registry, repository) -> registry.equals(KNOWN) ? Optional.of(credential) : Optional.empty();
        }
    }
}
