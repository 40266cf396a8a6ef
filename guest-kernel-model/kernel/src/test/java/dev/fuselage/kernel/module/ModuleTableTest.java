package dev.fuselage.kernel.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.fuse.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleTableTest {
    private final ModuleTable modules = new ModuleTable();
    private final List<String> initialized = new ArrayList<>();

    private KernelModule module(String name, List<String> aliases, List<String> dependsOn) {
        return new KernelModule(name, 4096, aliases, dependsOn, () -> initialized.add(name));
    }

    @Test
    void anAliasLoadsTheModuleAndFirstWhatItDependsOn() {
        modules.add(module("virtiofs", List.of("fs-virtiofs"), List.of("fuse")));
        modules.add(module("fuse", List.of("fs-fuse"), List.of()));
        assertThat(modules.request("fs-virtiofs")).isZero();
        assertThat(modules.request("virtiofs")).isZero();
        assertThat(initialized).containsExactly("fuse", "virtiofs");
        assertThat(modules.describe())
                .isEqualTo(
                        """
                        virtiofs 4096 0 - Live 0x0000000000000000
                        fuse 4096 1 virtiofs, Live 0x0000000000000000
                        """);
    }

    @Test
    void whatNobodyIsCalledIsNotFound() {
        modules.add(module("virtiofs", List.of("fs-virtiofs"), List.of("missing")));
        assertThat(modules.request("fs-virtio_fs")).isEqualTo(-Errno.ENOENT);
        assertThat(modules.request("virtiofs"))
                .as("depends on what is missing")
                .isEqualTo(-Errno.ENOENT);
        assertThat(modules.isLoaded("virtiofs")).isFalse();
    }

    @Test
    void aModuleIsKnownOnce() {
        modules.add(module("fuse", List.of(), List.of()));
        assertThatThrownBy(() -> modules.add(module("fuse", List.of(), List.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fuse");
    }
}
