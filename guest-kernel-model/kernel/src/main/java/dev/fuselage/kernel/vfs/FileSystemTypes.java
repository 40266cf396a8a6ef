package dev.fuselage.kernel.vfs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file system types a guest knows (fs/filesystems.c); a mount of an unknown one asks for a
 * module first.
 */
public final class FileSystemTypes {
    private final Map<String, FileSystemType> types = new LinkedHashMap<>();
    private Consumer<String> moduleLoader = alias -> {};

    /** Adds a type (register_filesystem). */
    public void register(FileSystemType type) {
        if (types.putIfAbsent(type.name(), type) != null) {
            throw new IllegalStateException(
                    "file system type " + type.name() + " is registered twice");
        }
    }

    /** Removes a type (unregister_filesystem). */
    public void unregister(FileSystemType type) {
        types.remove(type.name());
    }

    /** Who loads a module by its alias "fs-NAME" (request_module). */
    public void setModuleLoader(Consumer<String> loader) {
        moduleLoader = loader;
    }

    /**
     * The type of a name, loading its module if need be (get_fs_type); null if there is none, or
     * when the name has a dot and the type no subtypes.
     */
    public @Nullable FileSystemType get(String name) {
        int dot = name.indexOf('.');
        String own = dot < 0 ? name : name.substring(0, dot);
        FileSystemType type = types.get(own);
        if (type == null) {
            moduleLoader.accept("fs-" + own);
            type = types.get(own);
        }
        return type != null && dot >= 0 && !type.hasSubtype() ? null : type;
    }

    /** All types, oldest first. */
    public List<FileSystemType> list() {
        return List.copyOf(types.values());
    }
}
