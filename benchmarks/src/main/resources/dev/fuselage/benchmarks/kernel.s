# What a kernel does: system calls from user mode with all registers saved and restored, pointers chased over many pages, bytes
# copied from user pages, calls from page to page, locks with interrupts off, and a mapping changed with a fence for its page.
#
# On entry, in user mode: s0 a page of the user, s1 the first of a ring of nodes, a page each, s2 the first of a chain of
# functions, a page each, s3 the leaf entry of the page at s4, s5 a lock.

user:
        li      a7, 0
        li      s6, 200
request:
        slli    a7, s6, 3
        andi    a7, a7, 24
        mv      a0, s0
        ecall
        addi    s7, s7, 1
        xor     s8, s8, a0
        addi    s6, s6, -1
        bnez    s6, request
        li      a7, 32
        ecall
        j       user

        .align  3
trap:
        csrrw   sp, sscratch, sp
        addi    sp, sp, -256
        sd      ra, 0(sp)
        sd      gp, 8(sp)
        sd      tp, 16(sp)
        sd      t0, 24(sp)
        sd      t1, 32(sp)
        sd      t2, 40(sp)
        sd      s0, 48(sp)
        sd      s1, 56(sp)
        sd      a1, 72(sp)
        sd      a2, 80(sp)
        sd      a3, 88(sp)
        sd      a4, 96(sp)
        sd      a5, 104(sp)
        sd      a6, 112(sp)
        sd      a7, 120(sp)
        sd      s2, 128(sp)
        sd      s3, 136(sp)
        sd      s4, 144(sp)
        sd      s5, 152(sp)
        sd      s6, 160(sp)
        sd      s7, 168(sp)
        sd      s8, 176(sp)
        sd      s9, 184(sp)
        sd      s10, 192(sp)
        sd      s11, 200(sp)
        sd      t3, 208(sp)
        sd      t4, 216(sp)
        sd      t5, 224(sp)
        sd      t6, 232(sp)
        csrr    t0, sepc
        csrr    t1, sstatus
        csrr    t2, scause
        csrr    t3, stval
        addi    t0, t0, 4
        sd      t0, 240(sp)
        sd      t1, 248(sp)
        la      t4, calls
        add     t4, t4, a7
        ld      t4, 0(t4)
        jalr    ra, 0(t4)
        ld      t0, 240(sp)
        ld      t1, 248(sp)
        csrw    sepc, t0
        csrw    sstatus, t1
        ld      ra, 0(sp)
        ld      gp, 8(sp)
        ld      tp, 16(sp)
        ld      t0, 24(sp)
        ld      t1, 32(sp)
        ld      t2, 40(sp)
        ld      s0, 48(sp)
        ld      s1, 56(sp)
        ld      a1, 72(sp)
        ld      a2, 80(sp)
        ld      a3, 88(sp)
        ld      a4, 96(sp)
        ld      a5, 104(sp)
        ld      a6, 112(sp)
        ld      a7, 120(sp)
        ld      s2, 128(sp)
        ld      s3, 136(sp)
        ld      s4, 144(sp)
        ld      s5, 152(sp)
        ld      s6, 160(sp)
        ld      s7, 168(sp)
        ld      s8, 176(sp)
        ld      s9, 184(sp)
        ld      s10, 192(sp)
        ld      s11, 200(sp)
        ld      t3, 208(sp)
        ld      t4, 216(sp)
        ld      t5, 224(sp)
        ld      t6, 232(sp)
        addi    sp, sp, 256
        csrrw   sp, sscratch, sp
        sret

# Follows 12 links of the ring and goes on there the next time: every node is on a page of its own.
chase:
        la      t0, place
        ld      t1, 0(t0)
        bnez    t1, follow
        mv      t1, s1
follow:
        li      t2, 12
        li      a0, 0
link:
        lw      a1, 8(t1)
        lhu     a2, 12(t1)
        add     a0, a0, a1
        xor     a0, a0, a2
        sd      a0, 16(t1)
        ld      t1, 0(t1)
        addi    t2, t2, -1
        bnez    t2, link
        sd      t1, 0(t0)
        ret

# Copies 256 bytes from the user's page.
copy:
        lui     t0, 0x40
        csrrs   zero, sstatus, t0
        mv      t1, s0
        addi    t2, s0, 256
        addi    t3, sp, -512
words:
        ld      a1, 0(t1)
        ld      a2, 8(t1)
        addi    t1, t1, 16
        sd      a1, 0(t3)
        sd      a2, 8(t3)
        addi    t3, t3, 16
        bne     t1, t2, words
        csrrc   zero, sstatus, t0
        mv      a0, a1
        ret

# Calls the chain of functions.
deep:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        jalr    ra, 0(s2)
        ld      ra, 8(sp)
        addi    sp, sp, 16
        ret

# Takes a lock with interrupts off, works on what it guards, and lets it go.
lock:
        li      t0, 12
        li      t1, 2
again:
        csrrc   t2, sstatus, t1
        li      t3, 1
taken:
        amoswap.w       t4, t3, (s5)
        bnez    t4, taken
        ld      a1, 8(s5)
        addi    a1, a1, 1
        sd      a1, 8(s5)
        fence
        sw      zero, 0(s5)
        andi    t2, t2, 2
        csrrs   zero, sstatus, t2
        addi    t0, t0, -1
        bnez    t0, again
        mv      a0, a1
        ret

# Changes a mapping and uses it.
remap:
        li      t0, 16
change:
        ld      a1, 0(s3)
        xori    a1, a1, 1024
        sd      a1, 0(s3)
        sfence.vma      s4, zero
        ld      a0, 0(s4)
        addi    t0, t0, -1
        bnez    t0, change
        ret

        .align  3
calls:  .dword  chase, copy, deep, lock, remap

# Where the chase goes on.
        .align  3
place:  .dword  0
