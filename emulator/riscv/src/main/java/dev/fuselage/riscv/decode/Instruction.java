package dev.fuselage.riscv.decode;

import java.util.Locale;

/**
 * Every 32-bit instruction, each with its encoding as the ISA manual (RISC-V Unprivileged ISA,
 * "RV32/64G Instruction Set Listings") writes it, most significant bit first. See {@link Pattern}
 * for the notation.
 */
public enum Instruction {
    // RV64I control transfer and memory
    LUI(Op.LUI, "imm[31:12] rd 0110111"),
    AUIPC(Op.AUIPC, "imm[31:12] rd 0010111"),
    JAL(Op.JAL, "imm[20|10:1|11|19:12] rd 1101111"),
    JALR(Op.JALR, "imm[11:0] rs1 000 rd 1100111"),
    BEQ(Op.BEQ, "imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011"),
    BNE(Op.BNE, "imm[12|10:5] rs2 rs1 001 imm[4:1|11] 1100011"),
    BLT(Op.BLT, "imm[12|10:5] rs2 rs1 100 imm[4:1|11] 1100011"),
    BGE(Op.BGE, "imm[12|10:5] rs2 rs1 101 imm[4:1|11] 1100011"),
    BLTU(Op.BLTU, "imm[12|10:5] rs2 rs1 110 imm[4:1|11] 1100011"),
    BGEU(Op.BGEU, "imm[12|10:5] rs2 rs1 111 imm[4:1|11] 1100011"),
    LB(Op.LB, "imm[11:0] rs1 000 rd 0000011"),
    LH(Op.LH, "imm[11:0] rs1 001 rd 0000011"),
    LW(Op.LW, "imm[11:0] rs1 010 rd 0000011"),
    LD(Op.LD, "imm[11:0] rs1 011 rd 0000011"),
    LBU(Op.LBU, "imm[11:0] rs1 100 rd 0000011"),
    LHU(Op.LHU, "imm[11:0] rs1 101 rd 0000011"),
    LWU(Op.LWU, "imm[11:0] rs1 110 rd 0000011"),
    SB(Op.SB, "imm[11:5] rs2 rs1 000 imm[4:0] 0100011"),
    SH(Op.SH, "imm[11:5] rs2 rs1 001 imm[4:0] 0100011"),
    SW(Op.SW, "imm[11:5] rs2 rs1 010 imm[4:0] 0100011"),
    SD(Op.SD, "imm[11:5] rs2 rs1 011 imm[4:0] 0100011"),
    FENCE(Op.FENCE, "............ ..... 000 ..... 0001111"),

    // RV64I arithmetic
    ADDI(Op.ADDI, "imm[11:0] rs1 000 rd 0010011"),
    SLTI(Op.SLTI, "imm[11:0] rs1 010 rd 0010011"),
    SLTIU(Op.SLTIU, "imm[11:0] rs1 011 rd 0010011"),
    XORI(Op.XORI, "imm[11:0] rs1 100 rd 0010011"),
    ORI(Op.ORI, "imm[11:0] rs1 110 rd 0010011"),
    ANDI(Op.ANDI, "imm[11:0] rs1 111 rd 0010011"),
    SLLI(Op.SLLI, "000000 uimm[5:0] rs1 001 rd 0010011"),
    SRLI(Op.SRLI, "000000 uimm[5:0] rs1 101 rd 0010011"),
    SRAI(Op.SRAI, "010000 uimm[5:0] rs1 101 rd 0010011"),
    ADD(Op.ADD, "0000000 rs2 rs1 000 rd 0110011"),
    SUB(Op.SUB, "0100000 rs2 rs1 000 rd 0110011"),
    SLL(Op.SLL, "0000000 rs2 rs1 001 rd 0110011"),
    SLT(Op.SLT, "0000000 rs2 rs1 010 rd 0110011"),
    SLTU(Op.SLTU, "0000000 rs2 rs1 011 rd 0110011"),
    XOR(Op.XOR, "0000000 rs2 rs1 100 rd 0110011"),
    SRL(Op.SRL, "0000000 rs2 rs1 101 rd 0110011"),
    SRA(Op.SRA, "0100000 rs2 rs1 101 rd 0110011"),
    OR(Op.OR, "0000000 rs2 rs1 110 rd 0110011"),
    AND(Op.AND, "0000000 rs2 rs1 111 rd 0110011"),
    ADDIW(Op.ADDIW, "imm[11:0] rs1 000 rd 0011011"),
    SLLIW(Op.SLLIW, "0000000 uimm[4:0] rs1 001 rd 0011011"),
    SRLIW(Op.SRLIW, "0000000 uimm[4:0] rs1 101 rd 0011011"),
    SRAIW(Op.SRAIW, "0100000 uimm[4:0] rs1 101 rd 0011011"),
    ADDW(Op.ADDW, "0000000 rs2 rs1 000 rd 0111011"),
    SUBW(Op.SUBW, "0100000 rs2 rs1 000 rd 0111011"),
    SLLW(Op.SLLW, "0000000 rs2 rs1 001 rd 0111011"),
    SRLW(Op.SRLW, "0000000 rs2 rs1 101 rd 0111011"),
    SRAW(Op.SRAW, "0100000 rs2 rs1 101 rd 0111011"),

    // M: multiplication and division
    MUL(Op.MUL, "0000001 rs2 rs1 000 rd 0110011"),
    MULH(Op.MULH, "0000001 rs2 rs1 001 rd 0110011"),
    MULHSU(Op.MULHSU, "0000001 rs2 rs1 010 rd 0110011"),
    MULHU(Op.MULHU, "0000001 rs2 rs1 011 rd 0110011"),
    DIV(Op.DIV, "0000001 rs2 rs1 100 rd 0110011"),
    DIVU(Op.DIVU, "0000001 rs2 rs1 101 rd 0110011"),
    REM(Op.REM, "0000001 rs2 rs1 110 rd 0110011"),
    REMU(Op.REMU, "0000001 rs2 rs1 111 rd 0110011"),
    MULW(Op.MULW, "0000001 rs2 rs1 000 rd 0111011"),
    DIVW(Op.DIVW, "0000001 rs2 rs1 100 rd 0111011"),
    DIVUW(Op.DIVUW, "0000001 rs2 rs1 101 rd 0111011"),
    REMW(Op.REMW, "0000001 rs2 rs1 110 rd 0111011"),
    REMUW(Op.REMUW, "0000001 rs2 rs1 111 rd 0111011"),

    // Zba: address generation
    ADD_UW(Op.ADD_UW, "0000100 rs2 rs1 000 rd 0111011"),
    SH1ADD(Op.SH1ADD, "0010000 rs2 rs1 010 rd 0110011"),
    SH2ADD(Op.SH2ADD, "0010000 rs2 rs1 100 rd 0110011"),
    SH3ADD(Op.SH3ADD, "0010000 rs2 rs1 110 rd 0110011"),
    SH1ADD_UW(Op.SH1ADD_UW, "0010000 rs2 rs1 010 rd 0111011"),
    SH2ADD_UW(Op.SH2ADD_UW, "0010000 rs2 rs1 100 rd 0111011"),
    SH3ADD_UW(Op.SH3ADD_UW, "0010000 rs2 rs1 110 rd 0111011"),
    SLLI_UW(Op.SLLI_UW, "000010 uimm[5:0] rs1 001 rd 0011011"),

    // Zbb: basic bit manipulation
    ANDN(Op.ANDN, "0100000 rs2 rs1 111 rd 0110011"),
    ORN(Op.ORN, "0100000 rs2 rs1 110 rd 0110011"),
    XNOR(Op.XNOR, "0100000 rs2 rs1 100 rd 0110011"),
    CLZ(Op.CLZ, "0110000 00000 rs1 001 rd 0010011"),
    CTZ(Op.CTZ, "0110000 00001 rs1 001 rd 0010011"),
    CPOP(Op.CPOP, "0110000 00010 rs1 001 rd 0010011"),
    CLZW(Op.CLZW, "0110000 00000 rs1 001 rd 0011011"),
    CTZW(Op.CTZW, "0110000 00001 rs1 001 rd 0011011"),
    CPOPW(Op.CPOPW, "0110000 00010 rs1 001 rd 0011011"),
    MIN(Op.MIN, "0000101 rs2 rs1 100 rd 0110011"),
    MINU(Op.MINU, "0000101 rs2 rs1 101 rd 0110011"),
    MAX(Op.MAX, "0000101 rs2 rs1 110 rd 0110011"),
    MAXU(Op.MAXU, "0000101 rs2 rs1 111 rd 0110011"),
    SEXT_B(Op.SEXT_B, "0110000 00100 rs1 001 rd 0010011"),
    SEXT_H(Op.SEXT_H, "0110000 00101 rs1 001 rd 0010011"),
    ZEXT_H(Op.ZEXT_H, "0000100 00000 rs1 100 rd 0111011"),
    ROL(Op.ROL, "0110000 rs2 rs1 001 rd 0110011"),
    ROR(Op.ROR, "0110000 rs2 rs1 101 rd 0110011"),
    RORI(Op.RORI, "011000 uimm[5:0] rs1 101 rd 0010011"),
    ROLW(Op.ROLW, "0110000 rs2 rs1 001 rd 0111011"),
    RORW(Op.RORW, "0110000 rs2 rs1 101 rd 0111011"),
    RORIW(Op.RORIW, "0110000 uimm[4:0] rs1 101 rd 0011011"),
    ORC_B(Op.ORC_B, "0010100 00111 rs1 101 rd 0010011"),
    REV8(Op.REV8, "0110101 11000 rs1 101 rd 0010011"),

    // Zbs: single bits
    BCLR(Op.BCLR, "0100100 rs2 rs1 001 rd 0110011"),
    BCLRI(Op.BCLRI, "010010 uimm[5:0] rs1 001 rd 0010011"),
    BEXT(Op.BEXT, "0100100 rs2 rs1 101 rd 0110011"),
    BEXTI(Op.BEXTI, "010010 uimm[5:0] rs1 101 rd 0010011"),
    BINV(Op.BINV, "0110100 rs2 rs1 001 rd 0110011"),
    BINVI(Op.BINVI, "011010 uimm[5:0] rs1 001 rd 0010011"),
    BSET(Op.BSET, "0010100 rs2 rs1 001 rd 0110011"),
    BSETI(Op.BSETI, "001010 uimm[5:0] rs1 001 rd 0010011"),

    // Zicond: conditional zero
    CZERO_EQZ(Op.CZERO_EQZ, "0000111 rs2 rs1 101 rd 0110011"),
    CZERO_NEZ(Op.CZERO_NEZ, "0000111 rs2 rs1 111 rd 0110011"),

    // A: atomics; aq and rl are ignored, since harts of one machine run one at a time
    LR_W(Op.LR_W, "00010 .. 00000 rs1 010 rd 0101111"),
    SC_W(Op.SC_W, "00011 .. rs2 rs1 010 rd 0101111"),
    AMOSWAP_W(Op.AMOSWAP_W, "00001 .. rs2 rs1 010 rd 0101111"),
    AMOADD_W(Op.AMOADD_W, "00000 .. rs2 rs1 010 rd 0101111"),
    AMOXOR_W(Op.AMOXOR_W, "00100 .. rs2 rs1 010 rd 0101111"),
    AMOAND_W(Op.AMOAND_W, "01100 .. rs2 rs1 010 rd 0101111"),
    AMOOR_W(Op.AMOOR_W, "01000 .. rs2 rs1 010 rd 0101111"),
    AMOMIN_W(Op.AMOMIN_W, "10000 .. rs2 rs1 010 rd 0101111"),
    AMOMAX_W(Op.AMOMAX_W, "10100 .. rs2 rs1 010 rd 0101111"),
    AMOMINU_W(Op.AMOMINU_W, "11000 .. rs2 rs1 010 rd 0101111"),
    AMOMAXU_W(Op.AMOMAXU_W, "11100 .. rs2 rs1 010 rd 0101111"),
    LR_D(Op.LR_D, "00010 .. 00000 rs1 011 rd 0101111"),
    SC_D(Op.SC_D, "00011 .. rs2 rs1 011 rd 0101111"),
    AMOSWAP_D(Op.AMOSWAP_D, "00001 .. rs2 rs1 011 rd 0101111"),
    AMOADD_D(Op.AMOADD_D, "00000 .. rs2 rs1 011 rd 0101111"),
    AMOXOR_D(Op.AMOXOR_D, "00100 .. rs2 rs1 011 rd 0101111"),
    AMOAND_D(Op.AMOAND_D, "01100 .. rs2 rs1 011 rd 0101111"),
    AMOOR_D(Op.AMOOR_D, "01000 .. rs2 rs1 011 rd 0101111"),
    AMOMIN_D(Op.AMOMIN_D, "10000 .. rs2 rs1 011 rd 0101111"),
    AMOMAX_D(Op.AMOMAX_D, "10100 .. rs2 rs1 011 rd 0101111"),
    AMOMINU_D(Op.AMOMINU_D, "11000 .. rs2 rs1 011 rd 0101111"),
    AMOMAXU_D(Op.AMOMAXU_D, "11100 .. rs2 rs1 011 rd 0101111"),

    // Zicsr, Zifencei, privileged instructions, Zicbom, Zicboz and Svinval
    CSRRW(Op.CSRRW, "uimm[11:0] rs1 001 rd 1110011"),
    CSRRS(Op.CSRRS, "uimm[11:0] rs1 010 rd 1110011"),
    CSRRC(Op.CSRRC, "uimm[11:0] rs1 011 rd 1110011"),
    CSRRWI(Op.CSRRWI, "uimm[11:0] zimm 101 rd 1110011"),
    CSRRSI(Op.CSRRSI, "uimm[11:0] zimm 110 rd 1110011"),
    CSRRCI(Op.CSRRCI, "uimm[11:0] zimm 111 rd 1110011"),
    ECALL(Op.ECALL, "0000000 00000 00000 000 00000 1110011"),
    EBREAK(Op.EBREAK, "0000000 00001 00000 000 00000 1110011"),
    SRET(Op.SRET, "0001000 00010 00000 000 00000 1110011"),
    MRET(Op.MRET, "0011000 00010 00000 000 00000 1110011"),
    WFI(Op.WFI, "0001000 00101 00000 000 00000 1110011"),
    FENCE_I(Op.FENCE_I, "............ ..... 001 ..... 0001111"),
    SFENCE_VMA(Op.SFENCE_VMA, "0001001 rs2 rs1 000 00000 1110011"),
    SINVAL_VMA(Op.SINVAL_VMA, "0001011 rs2 rs1 000 00000 1110011"),
    SFENCE_W_INVAL(Op.SFENCE_W_INVAL, "0001100 00000 00000 000 00000 1110011"),
    SFENCE_INVAL_IR(Op.SFENCE_INVAL_IR, "0001100 00001 00000 000 00000 1110011"),
    CBO_INVAL(Op.CBO_INVAL, "000000000000 rs1 010 00000 0001111"),
    CBO_CLEAN(Op.CBO_CLEAN, "000000000001 rs1 010 00000 0001111"),
    CBO_FLUSH(Op.CBO_FLUSH, "000000000010 rs1 010 00000 0001111"),
    CBO_ZERO(Op.CBO_ZERO, "000000000100 rs1 010 00000 0001111"),

    // F: single precision
    FLW(Op.FLW, "imm[11:0] rs1 010 fd 0000111"),
    FSW(Op.FSW, "imm[11:5] rs2 rs1 010 imm[4:0] 0100111"),
    FMADD_S(Op.FMADD_S, "rs3 00 rs2 rs1 rm fd 1000011"),
    FMSUB_S(Op.FMSUB_S, "rs3 00 rs2 rs1 rm fd 1000111"),
    FNMSUB_S(Op.FNMSUB_S, "rs3 00 rs2 rs1 rm fd 1001011"),
    FNMADD_S(Op.FNMADD_S, "rs3 00 rs2 rs1 rm fd 1001111"),
    FADD_S(Op.FADD_S, "0000000 rs2 rs1 rm fd 1010011"),
    FSUB_S(Op.FSUB_S, "0000100 rs2 rs1 rm fd 1010011"),
    FMUL_S(Op.FMUL_S, "0001000 rs2 rs1 rm fd 1010011"),
    FDIV_S(Op.FDIV_S, "0001100 rs2 rs1 rm fd 1010011"),
    FSQRT_S(Op.FSQRT_S, "0101100 00000 rs1 rm fd 1010011"),
    FSGNJ_S(Op.FSGNJ_S, "0010000 rs2 rs1 000 fd 1010011"),
    FSGNJN_S(Op.FSGNJN_S, "0010000 rs2 rs1 001 fd 1010011"),
    FSGNJX_S(Op.FSGNJX_S, "0010000 rs2 rs1 010 fd 1010011"),
    FMIN_S(Op.FMIN_S, "0010100 rs2 rs1 000 fd 1010011"),
    FMAX_S(Op.FMAX_S, "0010100 rs2 rs1 001 fd 1010011"),
    FEQ_S(Op.FEQ_S, "1010000 rs2 rs1 010 rd 1010011"),
    FLT_S(Op.FLT_S, "1010000 rs2 rs1 001 rd 1010011"),
    FLE_S(Op.FLE_S, "1010000 rs2 rs1 000 rd 1010011"),
    FCLASS_S(Op.FCLASS_S, "1110000 00000 rs1 001 rd 1010011"),
    FCVT_W_S(Op.FCVT_W_S, "1100000 00000 rs1 rm rd 1010011"),
    FCVT_WU_S(Op.FCVT_WU_S, "1100000 00001 rs1 rm rd 1010011"),
    FCVT_L_S(Op.FCVT_L_S, "1100000 00010 rs1 rm rd 1010011"),
    FCVT_LU_S(Op.FCVT_LU_S, "1100000 00011 rs1 rm rd 1010011"),
    FCVT_S_W(Op.FCVT_S_W, "1101000 00000 rs1 rm fd 1010011"),
    FCVT_S_WU(Op.FCVT_S_WU, "1101000 00001 rs1 rm fd 1010011"),
    FCVT_S_L(Op.FCVT_S_L, "1101000 00010 rs1 rm fd 1010011"),
    FCVT_S_LU(Op.FCVT_S_LU, "1101000 00011 rs1 rm fd 1010011"),
    FMV_X_W(Op.FMV_X_W, "1110000 00000 rs1 000 rd 1010011"),
    FMV_W_X(Op.FMV_W_X, "1111000 00000 rs1 000 fd 1010011"),

    // D: double precision
    FLD(Op.FLD, "imm[11:0] rs1 011 fd 0000111"),
    FSD(Op.FSD, "imm[11:5] rs2 rs1 011 imm[4:0] 0100111"),
    FMADD_D(Op.FMADD_D, "rs3 01 rs2 rs1 rm fd 1000011"),
    FMSUB_D(Op.FMSUB_D, "rs3 01 rs2 rs1 rm fd 1000111"),
    FNMSUB_D(Op.FNMSUB_D, "rs3 01 rs2 rs1 rm fd 1001011"),
    FNMADD_D(Op.FNMADD_D, "rs3 01 rs2 rs1 rm fd 1001111"),
    FADD_D(Op.FADD_D, "0000001 rs2 rs1 rm fd 1010011"),
    FSUB_D(Op.FSUB_D, "0000101 rs2 rs1 rm fd 1010011"),
    FMUL_D(Op.FMUL_D, "0001001 rs2 rs1 rm fd 1010011"),
    FDIV_D(Op.FDIV_D, "0001101 rs2 rs1 rm fd 1010011"),
    FSQRT_D(Op.FSQRT_D, "0101101 00000 rs1 rm fd 1010011"),
    FSGNJ_D(Op.FSGNJ_D, "0010001 rs2 rs1 000 fd 1010011"),
    FSGNJN_D(Op.FSGNJN_D, "0010001 rs2 rs1 001 fd 1010011"),
    FSGNJX_D(Op.FSGNJX_D, "0010001 rs2 rs1 010 fd 1010011"),
    FMIN_D(Op.FMIN_D, "0010101 rs2 rs1 000 fd 1010011"),
    FMAX_D(Op.FMAX_D, "0010101 rs2 rs1 001 fd 1010011"),
    FEQ_D(Op.FEQ_D, "1010001 rs2 rs1 010 rd 1010011"),
    FLT_D(Op.FLT_D, "1010001 rs2 rs1 001 rd 1010011"),
    FLE_D(Op.FLE_D, "1010001 rs2 rs1 000 rd 1010011"),
    FCLASS_D(Op.FCLASS_D, "1110001 00000 rs1 001 rd 1010011"),
    FCVT_W_D(Op.FCVT_W_D, "1100001 00000 rs1 rm rd 1010011"),
    FCVT_WU_D(Op.FCVT_WU_D, "1100001 00001 rs1 rm rd 1010011"),
    FCVT_L_D(Op.FCVT_L_D, "1100001 00010 rs1 rm rd 1010011"),
    FCVT_LU_D(Op.FCVT_LU_D, "1100001 00011 rs1 rm rd 1010011"),
    FCVT_D_W(Op.FCVT_D_W, "1101001 00000 rs1 rm fd 1010011"),
    FCVT_D_WU(Op.FCVT_D_WU, "1101001 00001 rs1 rm fd 1010011"),
    FCVT_D_L(Op.FCVT_D_L, "1101001 00010 rs1 rm fd 1010011"),
    FCVT_D_LU(Op.FCVT_D_LU, "1101001 00011 rs1 rm fd 1010011"),
    FMV_X_D(Op.FMV_X_D, "1110001 00000 rs1 000 rd 1010011"),
    FMV_D_X(Op.FMV_D_X, "1111001 00000 rs1 000 fd 1010011"),
    FCVT_S_D(Op.FCVT_S_D, "0100000 00001 rs1 rm fd 1010011"),
    FCVT_D_S(Op.FCVT_D_S, "0100001 00000 rs1 rm fd 1010011");

    private final int op;

    // Immutable once it is made.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Pattern pattern;

    Instruction(int op, String pattern) {
        this.op = op;
        this.pattern = Pattern.of(pattern, op, 0);
    }

    /** Its number, a constant of {@link Op}. */
    public int op() {
        return op;
    }

    /** Its encoding. */
    public Pattern pattern() {
        return pattern;
    }

    /** As assemblers write it: {@code fcvt.w.s}. */
    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
