package dev.fuselage.riscv.decode;

/**
 * The numbers of predecoded instructions. Compile-time constants, because the interpreter's switch
 * over them must become one jump table; {@link Instruction} gives each its encoding.
 *
 * <p>The number divided by 64 is the group that executes it: see {@link #group}.
 */
public final class Op {
    /** Not decoded yet. Zero, so that a fresh array means just that. */
    public static final int UNDECODED = 0;

    /** Not an instruction: execution goes on in another page. */
    public static final int LEAVE_PAGE = 1;

    /** No instruction has this encoding. */
    public static final int ILLEGAL = 2;

    /** Not an instruction: finds the page in which execution goes on. */
    public static final int ENTER_PAGE = 29;

    /** The first half of an instruction that ends in the next page. */
    public static final int STRADDLING = 31;

    /** A debugger's: look whether to stop before what is really there. */
    public static final int BREAKPOINT = 30;

    // RV64I control transfer and memory

    public static final int LUI = 3;
    public static final int AUIPC = 4;
    public static final int JAL = 5;
    public static final int JALR = 6;
    public static final int BEQ = 7;
    public static final int BNE = 8;
    public static final int BLT = 9;
    public static final int BGE = 10;
    public static final int BLTU = 11;
    public static final int BGEU = 12;
    public static final int LB = 13;
    public static final int LH = 14;
    public static final int LW = 15;
    public static final int LD = 16;
    public static final int LBU = 17;
    public static final int LHU = 18;
    public static final int LWU = 19;
    public static final int SB = 20;
    public static final int SH = 21;
    public static final int SW = 22;
    public static final int SD = 23;
    public static final int FENCE = 24;

    // RV64I arithmetic

    public static final int ADDI = 32;
    public static final int SLTI = 33;
    public static final int SLTIU = 34;
    public static final int XORI = 35;
    public static final int ORI = 36;
    public static final int ANDI = 37;
    public static final int SLLI = 38;
    public static final int SRLI = 39;
    public static final int SRAI = 40;
    public static final int ADD = 41;
    public static final int SUB = 42;
    public static final int SLL = 43;
    public static final int SLT = 44;
    public static final int SLTU = 45;
    public static final int XOR = 46;
    public static final int SRL = 47;
    public static final int SRA = 48;
    public static final int OR = 49;
    public static final int AND = 50;
    public static final int ADDIW = 51;
    public static final int SLLIW = 52;
    public static final int SRLIW = 53;
    public static final int SRAIW = 54;
    public static final int ADDW = 55;
    public static final int SUBW = 56;
    public static final int SLLW = 57;
    public static final int SRLW = 58;
    public static final int SRAW = 59;

    // M: multiplication and division

    public static final int MUL = 64;
    public static final int MULH = 65;
    public static final int MULHSU = 66;
    public static final int MULHU = 67;
    public static final int DIV = 68;
    public static final int DIVU = 69;
    public static final int REM = 70;
    public static final int REMU = 71;
    public static final int MULW = 72;
    public static final int DIVW = 73;
    public static final int DIVUW = 74;
    public static final int REMW = 75;
    public static final int REMUW = 76;

    // Zba: address generation

    public static final int ADD_UW = 128;
    public static final int SH1ADD = 129;
    public static final int SH2ADD = 130;
    public static final int SH3ADD = 131;
    public static final int SH1ADD_UW = 132;
    public static final int SH2ADD_UW = 133;
    public static final int SH3ADD_UW = 134;
    public static final int SLLI_UW = 135;

    // Zbb: basic bit manipulation

    public static final int ANDN = 136;
    public static final int ORN = 137;
    public static final int XNOR = 138;
    public static final int CLZ = 139;
    public static final int CTZ = 140;
    public static final int CPOP = 141;
    public static final int CLZW = 142;
    public static final int CTZW = 143;
    public static final int CPOPW = 144;
    public static final int MIN = 145;
    public static final int MINU = 146;
    public static final int MAX = 147;
    public static final int MAXU = 148;
    public static final int SEXT_B = 149;
    public static final int SEXT_H = 150;
    public static final int ZEXT_H = 151;
    public static final int ROL = 152;
    public static final int ROR = 153;
    public static final int RORI = 154;
    public static final int ROLW = 155;
    public static final int RORW = 156;
    public static final int RORIW = 157;
    public static final int ORC_B = 158;
    public static final int REV8 = 159;

    // Zbs: single bits

    public static final int BCLR = 160;
    public static final int BCLRI = 161;
    public static final int BEXT = 162;
    public static final int BEXTI = 163;
    public static final int BINV = 164;
    public static final int BINVI = 165;
    public static final int BSET = 166;
    public static final int BSETI = 167;

    // Zicond: conditional zero

    public static final int CZERO_EQZ = 168;
    public static final int CZERO_NEZ = 169;

    // A: atomics; aq and rl are ignored, since harts of one machine run one at a time

    public static final int LR_W = 192;
    public static final int SC_W = 193;
    public static final int AMOSWAP_W = 194;
    public static final int AMOADD_W = 195;
    public static final int AMOXOR_W = 196;
    public static final int AMOAND_W = 197;
    public static final int AMOOR_W = 198;
    public static final int AMOMIN_W = 199;
    public static final int AMOMAX_W = 200;
    public static final int AMOMINU_W = 201;
    public static final int AMOMAXU_W = 202;
    public static final int LR_D = 203;
    public static final int SC_D = 204;
    public static final int AMOSWAP_D = 205;
    public static final int AMOADD_D = 206;
    public static final int AMOXOR_D = 207;
    public static final int AMOAND_D = 208;
    public static final int AMOOR_D = 209;
    public static final int AMOMIN_D = 210;
    public static final int AMOMAX_D = 211;
    public static final int AMOMINU_D = 212;
    public static final int AMOMAXU_D = 213;

    // Zicsr, Zifencei, privileged instructions, Zicbom, Zicboz and Svinval

    public static final int CSRRW = 256;
    public static final int CSRRS = 257;
    public static final int CSRRC = 258;
    public static final int CSRRWI = 259;
    public static final int CSRRSI = 260;
    public static final int CSRRCI = 261;
    public static final int ECALL = 262;
    public static final int EBREAK = 263;
    public static final int SRET = 264;
    public static final int MRET = 265;
    public static final int WFI = 266;
    public static final int FENCE_I = 267;
    public static final int SFENCE_VMA = 268;
    public static final int SINVAL_VMA = 269;
    public static final int SFENCE_W_INVAL = 270;
    public static final int SFENCE_INVAL_IR = 271;
    public static final int CBO_INVAL = 272;
    public static final int CBO_CLEAN = 273;
    public static final int CBO_FLUSH = 274;
    public static final int CBO_ZERO = 275;

    // F: single precision

    public static final int FLW = 320;
    public static final int FSW = 321;
    public static final int FMADD_S = 322;
    public static final int FMSUB_S = 323;
    public static final int FNMSUB_S = 324;
    public static final int FNMADD_S = 325;
    public static final int FADD_S = 326;
    public static final int FSUB_S = 327;
    public static final int FMUL_S = 328;
    public static final int FDIV_S = 329;
    public static final int FSQRT_S = 330;
    public static final int FSGNJ_S = 331;
    public static final int FSGNJN_S = 332;
    public static final int FSGNJX_S = 333;
    public static final int FMIN_S = 334;
    public static final int FMAX_S = 335;
    public static final int FEQ_S = 336;
    public static final int FLT_S = 337;
    public static final int FLE_S = 338;
    public static final int FCLASS_S = 339;
    public static final int FCVT_W_S = 340;
    public static final int FCVT_WU_S = 341;
    public static final int FCVT_L_S = 342;
    public static final int FCVT_LU_S = 343;
    public static final int FCVT_S_W = 344;
    public static final int FCVT_S_WU = 345;
    public static final int FCVT_S_L = 346;
    public static final int FCVT_S_LU = 347;
    public static final int FMV_X_W = 348;
    public static final int FMV_W_X = 349;

    // D: double precision

    public static final int FLD = 384;
    public static final int FSD = 385;
    public static final int FMADD_D = 386;
    public static final int FMSUB_D = 387;
    public static final int FNMSUB_D = 388;
    public static final int FNMADD_D = 389;
    public static final int FADD_D = 390;
    public static final int FSUB_D = 391;
    public static final int FMUL_D = 392;
    public static final int FDIV_D = 393;
    public static final int FSQRT_D = 394;
    public static final int FSGNJ_D = 395;
    public static final int FSGNJN_D = 396;
    public static final int FSGNJX_D = 397;
    public static final int FMIN_D = 398;
    public static final int FMAX_D = 399;
    public static final int FEQ_D = 400;
    public static final int FLT_D = 401;
    public static final int FLE_D = 402;
    public static final int FCLASS_D = 403;
    public static final int FCVT_W_D = 404;
    public static final int FCVT_WU_D = 405;
    public static final int FCVT_L_D = 406;
    public static final int FCVT_LU_D = 407;
    public static final int FCVT_D_W = 408;
    public static final int FCVT_D_WU = 409;
    public static final int FCVT_D_L = 410;
    public static final int FCVT_D_LU = 411;
    public static final int FMV_X_D = 412;
    public static final int FMV_D_X = 413;
    public static final int FCVT_S_D = 414;
    public static final int FCVT_D_S = 415;

    /** Integer instructions, loads, stores and jumps: groups 0 and 1. */
    public static final int INTEGER_GROUP = 0;

    /** Zba, Zbb, Zbs and Zicond. */
    public static final int BIT_GROUP = 2;

    /** LR, SC and AMOs. */
    public static final int ATOMIC_GROUP = 3;

    /** CSRs, traps, fences, cache blocks. */
    public static final int SYSTEM_GROUP = 4;

    /** F. */
    public static final int SINGLE_GROUP = 5;

    /** D. */
    public static final int DOUBLE_GROUP = 6;

    /** All numbers are below this. */
    static final int LIMIT = 448;

    private Op() {}

    /** The group an op belongs to. */
    public static int group(int op) {
        return op >>> 6;
    }
}
