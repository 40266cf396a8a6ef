package dev.fuselage.fuse.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Tables;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinuxConstantsTest {
    static List<String> constants() {
        return Tables.lines(LinuxConstantsTest.class, "constants.txt");
    }

    @ParameterizedTest
    @MethodSource("constants")
    void everyConstantHasTheValueOfTheHeaders(String line) throws Exception {
        String[] words = line.split(" ", -1);
        String[] ours = words[0].split("\\.", -1);
        Object value =
                Tables.constantOf(Class.forName("dev.fuselage.fuse.linux." + ours[0]), ours[1]);
        assertThat((int) value).isEqualTo(Integer.parseUnsignedInt(words[1].substring(2), 16));
    }

    @Test
    void noConstantIsMissingFromTheTable() throws Exception {
        Set<String> described = new TreeSet<>();
        Set<String> declared = new TreeSet<>();
        for (String line : constants()) {
            String name = line.substring(0, line.indexOf(' '));
            described.add(name);
            String type = name.substring(0, name.indexOf('.'));
            for (Field field : Class.forName("dev.fuselage.fuse.linux." + type).getFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    declared.add(type + "." + field.getName());
                }
            }
        }
        assertThat(declared).isEqualTo(described);
    }
}
