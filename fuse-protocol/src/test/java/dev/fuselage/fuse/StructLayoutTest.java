package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StructLayoutTest {
    static List<Tables.Layout> structs() {
        return Tables.structs();
    }

    @ParameterizedTest
    @MethodSource("structs")
    void everyFieldIsWhereTheCompilerPutsIt(Tables.Layout layout) {
        Struct struct = layout.struct();
        assertThat(struct.name()).isEqualTo(layout.name());
        assertThat(struct.size()).isEqualTo(layout.size());
        assertThat(Tables.constantOf(layout.type(), "SIZE")).isEqualTo(layout.size());

        List<Tables.Row> fixed = layout.rows().stream().filter(row -> !row.isFlexible()).toList();
        List<Tables.Row> ours =
                struct.fields().stream()
                        .map(f -> new Tables.Row(f.name(), kind(f), f.offset(), f.size()))
                        .toList();
        assertThat(ours).isEqualTo(fixed);
    }

    @ParameterizedTest
    @MethodSource("structs")
    void everyFieldHasItsConstant(Tables.Layout layout) {
        for (Tables.Row row : layout.rows()) {
            if (row.isFlexible() || row.kind().startsWith("fuse_")) {
                Number offset =
                        (Number) Tables.constantOf(layout.type(), row.constant() + "_OFFSET");
                assertThat(offset.longValue()).as(row.name()).isEqualTo(row.offset());
            }
            if (!row.isFlexible()) {
                Field field = (Field) Tables.constantOf(layout.type(), row.constant());
                assertThat(field.name()).isEqualTo(row.name());
                assertThat(layout.struct().fields()).contains(field);
            }
        }
    }

    private static String kind(Field field) {
        return switch (field) {
            case U16 f -> "u16";
            case U32 f -> "u32";
            case U64 f -> "u64";
            case S32 f -> "s32";
            case S64 f -> "s64";
            case Bytes f -> "bytes";
            case Nested f -> f.type().name();
        };
    }

    @Test
    void noStructureIsMissingFromTheTable() throws Exception {
        TreeSet<String> described = new TreeSet<>();
        for (Tables.Layout layout : structs()) {
            described.add(layout.type().getSimpleName());
        }
        TreeSet<String> declared = new TreeSet<>();
        Path classes =
                Path.of(Struct.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        File[] files = classes.resolve("dev/fuselage/fuse").toFile().listFiles();
        assertThat(files).isNotNull();
        for (File file : files) {
            String name = file.getName();
            if (name.endsWith(".class") && !name.contains("-") && declaresStruct(name)) {
                declared.add(name.substring(0, name.length() - ".class".length()));
            }
        }
        assertThat(declared).isEqualTo(described);
        assertThat(described).hasSize(76);
    }

    private static boolean declaresStruct(String classFile) throws ClassNotFoundException {
        String name =
                "dev.fuselage.fuse."
                        + classFile.substring(0, classFile.length() - ".class".length());
        return Arrays.stream(Class.forName(name).getDeclaredFields())
                .anyMatch(f -> f.getName().equals("STRUCT") && Modifier.isStatic(f.getModifiers()));
    }

    /**
     * Sizes measured apart from the table, with another compiler run on the header of Linux 6.12.
     */
    @ParameterizedTest
    @CsvSource({
        "fuse_in_header, 40",
        "fuse_out_header, 16",
        "fuse_attr, 88",
        "fuse_entry_out, 128",
        "fuse_attr_out, 104",
        "fuse_open_in, 8",
        "fuse_open_out, 16",
        "fuse_create_in, 16",
        "fuse_mknod_in, 16",
        "fuse_mkdir_in, 8",
        "fuse_read_in, 40",
        "fuse_write_in, 40",
        "fuse_write_out, 8",
        "fuse_setattr_in, 88",
        "fuse_setxattr_in, 16",
        "fuse_getxattr_in, 8",
        "fuse_getxattr_out, 8",
        "fuse_getattr_in, 16",
        "fuse_release_in, 24",
        "fuse_flush_in, 24",
        "fuse_fsync_in, 16",
        "fuse_lk_in, 48",
        "fuse_lk_out, 24",
        "fuse_access_in, 8",
        "fuse_ioctl_in, 32",
        "fuse_ioctl_out, 16",
        "fuse_poll_in, 24",
        "fuse_poll_out, 8",
        "fuse_fallocate_in, 32",
        "fuse_lseek_in, 24",
        "fuse_lseek_out, 8",
        "fuse_copy_file_range_in, 56",
        "fuse_syncfs_in, 8",
        "fuse_statx_in, 24",
        "fuse_statx_out, 288",
        "fuse_statfs_out, 80",
        "fuse_rename_in, 8",
        "fuse_rename2_in, 16",
        "fuse_link_in, 8",
        "fuse_forget_in, 8",
        "fuse_forget_one, 16",
        "fuse_batch_forget_in, 8",
        "fuse_interrupt_in, 8",
        "fuse_bmap_in, 16",
        "fuse_bmap_out, 8",
        "fuse_setupmapping_in, 40",
        "fuse_removemapping_in, 4",
        "fuse_removemapping_one, 16",
        "fuse_init_in, 64",
        "fuse_init_out, 64",
        "fuse_notify_inval_inode_out, 24",
        "fuse_notify_inval_entry_out, 16",
        "fuse_notify_delete_out, 24",
        "fuse_notify_store_out, 24",
        "fuse_notify_retrieve_out, 32"
    })
    void sizesAreThoseOfTheAbi(String name, int size) {
        assertThat(structs())
                .filteredOn(layout -> layout.name().equals(name))
                .singleElement()
                .satisfies(layout -> assertThat(layout.struct().size()).isEqualTo(size));
    }
}
