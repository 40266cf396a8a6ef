package dev.fuselage.riscv.decode;

/**
 * Every 16-bit instruction of RV64GC with the 32-bit instruction it stands for (RISC-V Unprivileged
 * ISA, "C" extension). Operands that the encoding leaves out are given in packed form; a register
 * that is not given is x0.
 */
public enum CompressedInstruction {
    // quadrant 0
    C_ADDI4SPN("000 nzuimm[5:4|9:6|2|3] rd' 00", Op.ADDI, Packed.fromRs1(2)),
    C_FLD("001 uimm[5:3] rs1' uimm[7:6] fd' 00", Op.FLD, 0),
    C_LW("010 uimm[5:3] rs1' uimm[2|6] rd' 00", Op.LW, 0),
    C_LD("011 uimm[5:3] rs1' uimm[7:6] rd' 00", Op.LD, 0),
    C_FSD("101 uimm[5:3] rs1' uimm[7:6] rs2' 00", Op.FSD, 0),
    C_SW("110 uimm[5:3] rs1' uimm[2|6] rs2' 00", Op.SW, 0),
    C_SD("111 uimm[5:3] rs1' uimm[7:6] rs2' 00", Op.SD, 0),

    // quadrant 1
    C_ADDI("000 imm[5] rd/rs1 imm[4:0] 01", Op.ADDI, 0),
    C_ADDIW("001 imm[5] rd/rs1!0 imm[4:0] 01", Op.ADDIW, 0),
    C_LI("010 imm[5] rd imm[4:0] 01", Op.ADDI, 0),
    C_ADDI16SP(
            "011 nzimm[9] 00010 nzimm[4|6|8:7|5] 01", Op.ADDI, Packed.toRd(2) | Packed.fromRs1(2)),
    C_LUI("011 nzimm[17] rd!2 nzimm[16:12] 01", Op.LUI, 0),
    C_SRLI("100 uimm[5] 00 rd/rs1' uimm[4:0] 01", Op.SRLI, 0),
    C_SRAI("100 uimm[5] 01 rd/rs1' uimm[4:0] 01", Op.SRAI, 0),
    C_ANDI("100 imm[5] 10 rd/rs1' imm[4:0] 01", Op.ANDI, 0),
    C_SUB("100 0 11 rd/rs1' 00 rs2' 01", Op.SUB, 0),
    C_XOR("100 0 11 rd/rs1' 01 rs2' 01", Op.XOR, 0),
    C_OR("100 0 11 rd/rs1' 10 rs2' 01", Op.OR, 0),
    C_AND("100 0 11 rd/rs1' 11 rs2' 01", Op.AND, 0),
    C_SUBW("100 1 11 rd/rs1' 00 rs2' 01", Op.SUBW, 0),
    C_ADDW("100 1 11 rd/rs1' 01 rs2' 01", Op.ADDW, 0),
    C_J("101 imm[11|4|9:8|10|6|7|3:1|5] 01", Op.JAL, Packed.toRd(Packed.SINK)),
    C_BEQZ("110 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", Op.BEQ, 0),
    C_BNEZ("111 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", Op.BNE, 0),

    // quadrant 2
    C_SLLI("000 uimm[5] rd/rs1 uimm[4:0] 10", Op.SLLI, 0),
    C_FLDSP("001 uimm[5] fd uimm[4:3|8:6] 10", Op.FLD, Packed.fromRs1(2)),
    C_LWSP("010 uimm[5] rd!0 uimm[4:2|7:6] 10", Op.LW, Packed.fromRs1(2)),
    C_LDSP("011 uimm[5] rd!0 uimm[4:3|8:6] 10", Op.LD, Packed.fromRs1(2)),
    C_JR("100 0 rs1!0 00000 10", Op.JALR, Packed.toRd(Packed.SINK)),
    C_MV("100 0 rd rs2!0 10", Op.ADD, 0),
    C_EBREAK("100 1 00000 00000 10", Op.EBREAK, 0),
    C_JALR("100 1 rs1!0 00000 10", Op.JALR, Packed.toRd(1)),
    C_ADD("100 1 rd/rs1 rs2!0 10", Op.ADD, 0),
    C_FSDSP("101 uimm[5:3|8:6] rs2 10", Op.FSD, Packed.fromRs1(2)),
    C_SWSP("110 uimm[5:2|7:6] rs2 10", Op.SW, Packed.fromRs1(2)),
    C_SDSP("111 uimm[5:3|8:6] rs2 10", Op.SD, Packed.fromRs1(2));

    // Immutable once it is made.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Pattern pattern;

    CompressedInstruction(String pattern, int op, long implied) {
        this.pattern = Pattern.of(pattern, op, implied);
    }

    /** Its encoding, with the op it expands to. */
    public Pattern pattern() {
        return pattern;
    }
}
