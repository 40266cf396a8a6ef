package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;

/** The module was called virtio_fs and the file system type virtiofs. */
public final class ModuleName implements Scenario {
    private static final String SIGNATURE =
            "warning: is told: request_module fs-virtio_fs succeeded, but still no fs?";

    @Override
    public String name() {
        return "virtiofs/module-name";
    }

    @Override
    public String summary() {
        return "mount -t virtio_fs loads a module that brings no file system of that name";
    }

    @Override
    public String source() {
        return "Linux 112e72373d1f (virtio-fs: Change module name to virtiofs.ko)";
    }

    @Override
    public String fix() {
        return "module and file system type are both called virtiofs";
    }

    @Override
    public String picture() {
        return """
        mount -t virtio_fs
          -> request_module("fs-virtio_fs")
               -> virtio_fs.ko (MODULE_ALIAS_FS is the module's own name)
                    -> register_filesystem("virtiofs")
          -> no type virtio_fs: warning, -ENODEV
        """;
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.always(What.WARNING, SIGNATURE)
                : Expectation.never(What.WARNING);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard()
                .withQuirkWhenBuggy(variant, KernelQuirk.MODULE_NAMED_VIRTIO_FS);
    }

    @Override
    public void play(Stage stage) {
        stage.task(
                "mount",
                sys ->
                        sys.mount(GuestShape.TAG, "/mnt", "virtio_fs", 0, "") == -Errno.ENODEV
                                ? 0
                                : 1);
    }
}
