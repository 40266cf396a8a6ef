package dev.fuselage.riscv;

import static dev.fuselage.riscv.decode.Packed.immediate;
import static dev.fuselage.riscv.decode.Packed.length;
import static dev.fuselage.riscv.decode.Packed.rd;
import static dev.fuselage.riscv.decode.Packed.rs1;

import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;

/** CSR instructions, environment calls, returns from traps, fences and cache blocks. */
final class SystemInstructions {
    /** Bytes in a cache block: what Zicbom and Zicboz work on. */
    static final int BLOCK = 64;

    private final Hart hart;
    private final long[] x;

    SystemInstructions(Hart hart) {
        this.hart = hart;
        this.x = hart.x;
    }

    int execute(long insn) {
        return switch (Packed.op(insn)) {
            case Op.CSRRW, Op.CSRRS, Op.CSRRC -> csr(insn, x[rs1(insn)]);
            case Op.CSRRWI, Op.CSRRSI, Op.CSRRCI -> csr(insn, rs1(insn));
            case Op.ECALL -> call(insn);
            case Op.EBREAK -> hart.traps.raise(Cause.BREAKPOINT, hart.pc);
            case Op.MRET -> returnFromMachine();
            case Op.SRET -> returnFromSupervisor();
            case Op.WFI -> waitForInterrupt(insn);
            case Op.FENCE_I -> {
                hart.fenceInstructions();
                yield Outcome.RELOAD;
            }
            case Op.SFENCE_VMA, Op.SINVAL_VMA -> fenceTranslations(insn);
            // These order SINVAL.VMA, which takes effect at once.
            case Op.SFENCE_W_INVAL, Op.SFENCE_INVAL_IR ->
                    hart.privilege == Privilege.USER ? hart.illegal() : Outcome.NEXT;
            case Op.CBO_ZERO -> zeroBlock(insn);
            case Op.CBO_INVAL -> manageBlock(insn, Environment.CBIE);
            case Op.CBO_CLEAN, Op.CBO_FLUSH -> manageBlock(insn, Environment.CBCFE);
            default ->
                    throw new IllegalStateException(
                            "hart %d: op %d at 0x%x has no meaning"
                                    .formatted(hart.id(), Packed.op(insn), hart.pc));
        };
    }

    private int csr(long insn, long operand) {
        int op = Packed.op(insn);
        boolean replaces = op == Op.CSRRW || op == Op.CSRRWI;
        boolean writes = replaces || rs1(insn) != 0;
        Csr csr = hart.csrs.find(immediate(insn));
        if (csr == null
                || hart.privilege < csr.leastPrivilege()
                || (writes && csr.isReadOnly())
                || !csr.isOpen()) {
            return hart.illegal();
        }
        // CSRRW to x0 must not read; nothing here has effects when it is read, but reads cost.
        long old = replaces && rd(insn) == Packed.SINK ? 0 : csr.read();
        int changes = hart.mmu.changes();
        if (writes) {
            csr.write(
                    switch (op) {
                        case Op.CSRRW, Op.CSRRWI -> operand;
                        case Op.CSRRS, Op.CSRRSI -> csr.readToModify() | operand;
                        default -> csr.readToModify() & ~operand;
                    });
        }
        x[rd(insn)] = old;
        if (!writes) {
            return Outcome.NEXT;
        }
        if (hart.interrupts.deliverable()) {
            return leaveAfter(insn);
        }
        return changes == hart.mmu.changes() ? Outcome.NEXT : Outcome.RELOAD;
    }

    private int leaveAfter(long insn) {
        hart.pc += 2L * length(insn);
        return Outcome.LEAVE;
    }

    private int call(long insn) {
        Firmware firmware = hart.firmware;
        if (hart.privilege == Privilege.SUPERVISOR && firmware != null) {
            int outcome = leaveAfter(insn);
            hart.spendExecuted();
            firmware.call(hart);
            return outcome;
        }
        // The exceptions are numbered as the modes are.
        return hart.traps.raise(Cause.ECALL_FROM_U + hart.privilege, 0);
    }

    private int returnFromMachine() {
        if (hart.privilege != Privilege.MACHINE) {
            return hart.illegal();
        }
        hart.pc = hart.traps.mepc;
        hart.status.leaveMachine();
        return hart.interrupts.deliverable() ? Outcome.LEAVE : Outcome.JUMP;
    }

    private int returnFromSupervisor() {
        if (hart.privilege == Privilege.USER
                || (hart.privilege == Privilege.SUPERVISOR && hart.status.has(Status.TSR))) {
            return hart.illegal();
        }
        hart.pc = hart.traps.sepc;
        hart.status.leaveSupervisor();
        return hart.interrupts.deliverable() ? Outcome.LEAVE : Outcome.JUMP;
    }

    private int waitForInterrupt(long insn) {
        if (hart.privilege == Privilege.USER
                || (hart.privilege == Privilege.SUPERVISOR && hart.status.has(Status.TW))) {
            return hart.illegal();
        }
        hart.waitForInterrupt();
        return leaveAfter(insn);
    }

    private int fenceTranslations(long insn) {
        if (hart.privilege == Privilege.USER
                || (hart.privilege == Privilege.SUPERVISOR && hart.status.has(Status.TVM))) {
            return hart.illegal();
        }
        if (rs1(insn) == 0) {
            hart.mmu.flushAll();
        } else {
            hart.mmu.flush(x[rs1(insn)]);
        }
        return Outcome.RELOAD;
    }

    private int zeroBlock(long insn) {
        if (!hart.environment.allows(Environment.CBZE)) {
            return hart.illegal();
        }
        long host = hart.mmu.hostForUpdate(x[rs1(insn)] & -BLOCK, BLOCK, Access.STORE);
        if (host == 0) {
            return Outcome.TRAP;
        }
        for (int i = 0; i < BLOCK; i += Long.BYTES) {
            HostMemory.putLong(host + i, 0);
        }
        return Outcome.NEXT;
    }

    /** No cache is modelled: only the right to touch the block is checked. */
    private int manageBlock(long insn, long enabledBy) {
        if (!hart.environment.allows(enabledBy)) {
            return hart.illegal();
        }
        return hart.mmu.mayManage(x[rs1(insn)] & -BLOCK) ? Outcome.NEXT : Outcome.TRAP;
    }
}
