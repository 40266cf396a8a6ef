package dev.fuselage.kernel.module;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The modules there are and those that are loaded ({@code kernel/module}, and {@code modprobe}'s
 * tables).
 */
public final class ModuleTable {
    private final Map<String, KernelModule> known = new LinkedHashMap<>();

    /** Loaded modules, in the order of their loading. */
    private final Map<String, KernelModule> loaded = new LinkedHashMap<>();

    /** Makes a module known. */
    public void add(KernelModule module) {
        if (known.putIfAbsent(module.name(), module) != null) {
            throw new IllegalStateException("module " + module.name() + " is known twice");
        }
    }

    /**
     * {@code request_module()}, {@code modprobe NAME}: loads the module of that name or alias and
     * what it depends on.
     *
     * @return 0, also when it was loaded before; -ENOENT when there is none
     */
    @KernelFunction("__request_module")
    public int request(String alias) {
        KernelModule module = find(alias);
        if (module == null) {
            return -Errno.ENOENT;
        }
        if (!loaded.containsKey(module.name())) {
            for (String needed : module.dependsOn()) {
                int error = request(needed);
                if (error != 0) {
                    return error;
                }
            }
            loaded.put(module.name(), module);
            module.init().run();
        }
        return 0;
    }

    private @Nullable KernelModule find(String alias) {
        for (KernelModule module : known.values()) {
            if (module.isCalled(alias)) {
                return module;
            }
        }
        return null;
    }

    public boolean isLoaded(String name) {
        return loaded.containsKey(name);
    }

    /**
     * {@code /proc/modules}: the latest first, with the number and names of the modules that use
     * each.
     */
    public String describe() {
        StringBuilder text = new StringBuilder();
        List<KernelModule> latestFirst = new ArrayList<>(loaded.values()).reversed();
        for (KernelModule module : latestFirst) {
            List<String> users = new ArrayList<>();
            for (KernelModule other : latestFirst) {
                if (other.dependsOn().contains(module.name())) {
                    users.add(other.name() + ",");
                }
            }
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%s %d %d %s Live 0x0000000000000000\n",
                            module.name(),
                            module.size(),
                            users.size(),
                            users.isEmpty() ? "-" : String.join("", users)));
        }
        return text.toString();
    }
}
