package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links of a tar in a directory that has links of its own: which of them may meet. */
class MergedLinksTest {
    @TempDir
    Path temp;

    private Path out;

    @BeforeEach
    void create_directories() throws IOException {
        out = Files.createDirectory(temp.resolve("out"));
        Files.createDirectories(out.resolve("d/e"));
        Files.writeString(out.resolve("file"), "x");
        Files.writeString(out.resolve("d/target"), "inside");
    }

    /** Makes a link on disk, and then unpacks a tar with one link. */
    private void unpack(String disk, String leadsTo, String name, String target) throws IOException {
        Path link = out.resolve(disk);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(leadsTo));
        byte[] tar = new TarBuilder().symlink(name, target).bytes();
        Unpacker.create().unpack(new ByteArrayInputStream(tar), out);
    }

    @ParameterizedTest
    @CsvSource({
        "up,     ..,                 l,    up/secret",
        "up,     ..,                 l,    up",
        "UP,     ..,                 l,    up/secret",
        "d/UP,   ../..,              l,    d/up/secret",
        "root,   /,                  l,    root/secret",
        "d/far,  ../../x,            l,    d/far",
        "d/in,   e/../../..,         l,    d/in",
        "a,      a,                  l,    a/x",
        "d/a,    ../d/e/../../..,    d/l,  a",
    })
    void a_link_in_the_tar_does_not_lead_out_through_one_on_disk(
            String disk, String leadsTo, String name, String target) {
        assertThatThrownBy(() -> unpack(disk, leadsTo, name, target))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("leads out of it");
        assertThat(out.resolve(name)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "d/w,    x/../../y,          d/x,  ..",
        "w,      d/x/../../y,        d/x,  ..",
        "w,      ./d//x/../../y,     d/x,  ..",
        "w,      d/X/../../y,        d/X,  ..",
    })
    void a_link_on_disk_does_not_lead_out_through_one_in_the_tar(
            String disk, String leadsTo, String name, String target) {
        assertThatThrownBy(() -> unpack(disk, leadsTo, name, target))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("would lead out of it because of a link in the tar");
        assertThat(Files.isSymbolicLink(out.resolve(name))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "in,     d,                  l,    in/target",
        "in,     d/e/..,             l,    in/target",
        "d/in,   ../d,               l,    d/in/target",
        "in,     ./d//.,             l,    in/target",
        "IN,     d,                  l,    in/target",
        "up,     ..,                 l,    d/target",
        "up,     ..,                 l,    upper",
        "w,      d/e/../../../x,     l,    d/target",
        "w,      d/e/../../..,       d/l,  e",
        "up,     ..,                 l,    file/up",
        "d/w,    e/../target,        d/l,  w",
        "w,      ../x,               l,    missing/w",
    })
    void links_that_do_not_meet_outside_are_unpacked(String disk, String leadsTo, String name, String target)
            throws IOException {
        unpack(disk, leadsTo, name, target);

        assertThat(Files.readSymbolicLink(out.resolve(name))).isEqualTo(Path.of(target));
    }

    @Test
    void a_tar_without_links_is_unpacked_whatever_links_are_on_disk() throws IOException {
        Files.createSymbolicLink(out.resolve("w"), Path.of("d/new/../../../x"));
        byte[] tar = new TarBuilder().directory("d/new").file("d/new/f", "x").bytes();

        Unpacker.create().unpack(new ByteArrayInputStream(tar), out);

        assertThat(out.resolve("d/new/f")).hasContent("x");
    }

    @Test
    void as_many_links_as_the_kernel_follows_are_followed() throws IOException {
        Files.createSymbolicLink(out.resolve("end"), Path.of(".."));
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 38; i++) {
            tar.symlink("l" + i, "l" + (i + 1));
        }
        byte[] bytes = tar.symlink("l38", "end").bytes();

        assertThatThrownBy(() -> Unpacker.create().unpack(new ByteArrayInputStream(bytes), out))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("leads out of it");
    }
}
