package dev.fuselage.riscv.gdb;

import dev.fuselage.riscv.Hart;

/**
 * Tells GDB which registers there are (appendix "Target Descriptions", RISC-V features). CSRs are
 * those that the hart has.
 */
final class TargetDescription {
    private static final String[] GENERAL = {
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "fp", "s1", "a0", "a1", "a2", "a3", "a4",
        "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4",
        "t5", "t6",
    };

    private static final String[] FLOAT = {
        "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2",
        "fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9",
        "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
    };

    /** fflags, frm and fcsr belong to the feature of floating point. */
    private static final int LAST_FLOAT_CSR = 3;

    private final StringBuilder text = new StringBuilder();

    private TargetDescription() {}

    static String of(Hart hart) {
        TargetDescription description = new TargetDescription();
        description.write(hart);
        return description.text.toString();
    }

    private void write(Hart hart) {
        line("<?xml version=\"1.0\"?>");
        line("<!DOCTYPE target SYSTEM \"gdb-target.dtd\">");
        line("<target version=\"1.0\">");
        line("<architecture>riscv:rv64</architecture>");
        general();
        floatingPoint(hart);
        feature("csr");
        for (int csr = LAST_FLOAT_CSR + 1; csr < Registers.CSRS; csr++) {
            control(hart, csr);
        }
        line("</feature>");
        feature("virtual");
        register("priv", Registers.MODE, "int");
        line("</feature>");
        line("</target>");
    }

    private void general() {
        feature("cpu");
        for (int i = 0; i < GENERAL.length; i++) {
            String name = GENERAL[i];
            String type =
                    switch (name) {
                        case "ra" -> "code_ptr";
                        case "sp", "gp", "tp", "fp" -> "data_ptr";
                        default -> "int";
                    };
            register(name, i, type);
        }
        register("pc", Registers.PC, "code_ptr");
        line("</feature>");
    }

    private void floatingPoint(Hart hart) {
        feature("fpu");
        line("<union id=\"number\">");
        line("<field name=\"float\" type=\"ieee_single\"/>");
        line("<field name=\"double\" type=\"ieee_double\"/>");
        line("</union>");
        for (int i = 0; i < FLOAT.length; i++) {
            register(FLOAT[i], Registers.FIRST_FLOAT + i, "number");
        }
        for (int csr = 1; csr <= LAST_FLOAT_CSR; csr++) {
            control(hart, csr);
        }
        line("</feature>");
    }

    private void control(Hart hart, int csr) {
        String name = hart.csrName(csr);
        if (name != null) {
            register(name, Registers.FIRST_CSR + csr, "int");
        }
    }

    private void feature(String name) {
        line("<feature name=\"org.gnu.gdb.riscv.%s\">".formatted(name));
    }

    private void register(String name, int number, String type) {
        line(
                "<reg name=\"%s\" bitsize=\"64\" regnum=\"%d\" type=\"%s\"/>"
                        .formatted(name, number, type));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
