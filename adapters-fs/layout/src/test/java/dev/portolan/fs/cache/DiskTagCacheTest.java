package dev.portolan.fs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.TagCache;
import dev.portolan.testkit.contract.TagCacheContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTagCacheTest extends TagCacheContract {
    private static final Tag TAG = Tag.of("v1");
    private static final Descriptor MANIFEST =
            Descriptor.of(MediaTypes.IMAGE_MANIFEST, Digest.sha256(new byte[] {1}), 100);

    @TempDir
    Path temp;

    private Instant now = Instant.parse("2025-01-01T00:00:00Z");

    @Override
    protected TagCache freshCache() {
        return DiskTagCache.in(temp, Duration.ofMinutes(5), () -> now);
    }

    @Override
    protected boolean expire() {
        now = now.plus(Duration.ofMinutes(5));
        return true;
    }

    @Test
    void another_process_finds_the_cached_entry() {
        freshCache().put("registry/a", TAG, MANIFEST);
        assertThat(freshCache().get("registry/a", TAG)).contains(MANIFEST);
    }

    @Test
    void setting_the_clock_back_extends_no_entry() {
        freshCache().put("registry/a", TAG, MANIFEST);
        now = now.minus(Duration.ofHours(1));
        assertThat(freshCache().get("registry/a", TAG)).isEmpty();
    }

    @Test
    void an_unreadable_entry_counts_as_missing() throws IOException {
        TagCache cache = freshCache();
        cache.put("registry/a", TAG, MANIFEST);
        try (Stream<Path> files = Files.walk(temp.resolve("tags")).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                Files.writeString(file, "{\"put\": \"yesterday\"");
            }
        }
        assertThat(cache.get("registry/a", TAG)).isEmpty();
        cache.put("registry/a", TAG, MANIFEST);
        assertThat(cache.get("registry/a", TAG)).contains(MANIFEST);
    }
}
