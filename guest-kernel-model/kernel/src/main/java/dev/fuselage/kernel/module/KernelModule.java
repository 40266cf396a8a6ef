package dev.fuselage.kernel.module;

import java.util.List;

/**
 * A module that can be loaded.
 *
 * @param name as {@code lsmod} shows it
 * @param size bytes of memory it takes, as {@code lsmod} shows them
 * @param aliases names under which the kernel asks for it, such as {@code fs-virtiofs} ({@code
 *     MODULE_ALIAS})
 * @param dependsOn modules to be loaded before
 * @param init what loading does, in the task that loads; its {@code module_init}
 */
public record KernelModule(
        String name, int size, List<String> aliases, List<String> dependsOn, Runnable init) {
    public KernelModule {
        aliases = List.copyOf(aliases);
        dependsOn = List.copyOf(dependsOn);
    }

    boolean isCalled(String alias) {
        return name.equals(alias) || aliases.contains(alias);
    }
}
