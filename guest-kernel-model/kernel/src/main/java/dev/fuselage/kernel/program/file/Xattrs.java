package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.libc.Libc;
import java.util.ArrayList;
import java.util.List;

/** Extended attributes of files as programs handle them. */
final class Xattrs {

    private Xattrs() {}

    /** Copies what can be copied; failures are nobody's business, as with {@code cp -a}. */
    static void copy(Libc c, String source, String target) {
        List<String> names = new ArrayList<>();
        if (c.listxattr(source, names, false) < 0) {
            return;
        }
        for (String name : names) {
            StringBuilder value = new StringBuilder();
            if (c.getxattr(source, name, value, false) >= 0) {
                long _ = c.setxattr(target, name, value.toString(), 0, false);
            }
        }
    }
}
