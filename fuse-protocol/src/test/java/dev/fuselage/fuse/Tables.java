package dev.fuselage.fuse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Reads the tables that the tests compare with: made by a C compiler from Linux's UAPI headers, not
 * from our code.
 */
public final class Tables {
    /** A row of {@code structs.txt}: a field of a structure. */
    record Row(String name, String kind, long offset, long size) {
        boolean isFlexible() {
            return kind.equals("flexible");
        }

        /** The constant for this field. */
        String constant() {
            String plain = name.replaceAll("^_+|\\[\\]$", "").toUpperCase(Locale.ROOT);
            return plain.equals("SIZE") ? "SIZE_FIELD" : plain;
        }
    }

    /** A structure of {@code structs.txt}. */
    record Layout(String name, int size, List<Row> rows) {
        /** Our class for the structure. */
        Class<?> type() {
            StringBuilder camel = new StringBuilder("dev.fuselage.fuse.");
            for (String part : name.split("_", -1)) {
                camel.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
            try {
                return Class.forName(camel.toString());
            } catch (ClassNotFoundException e) {
                throw new LinkageError("no class for struct " + name, e);
            }
        }

        Struct struct() {
            return (Struct) constantOf(type(), "STRUCT");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Layout> structs() {
        List<Layout> structs = new ArrayList<>();
        for (String line : lines(Tables.class, "structs.txt")) {
            String[] words = line.trim().split(" ", -1);
            if (!line.startsWith(" ")) {
                structs.add(new Layout(words[0], Integer.parseInt(words[1]), new ArrayList<>()));
                continue;
            }
            long size = words.length == 4 ? Long.parseLong(words[3]) : 0;
            structs.getLast()
                    .rows()
                    .add(new Row(words[0], words[1], Long.parseLong(words[2]), size));
        }
        return structs;
    }

    /** The lines of a table beside a class, without comments and empty lines. */
    public static List<String> lines(Class<?> beside, String file) {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a public constant. */
    public static Object constantOf(Class<?> type, String name) {
        try {
            return type.getField(name).get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no constant " + type.getSimpleName() + "." + name, e);
        }
    }

    private Tables() {}
}
