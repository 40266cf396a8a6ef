# Integer work of the four kinds CoreMark is made of, each an endless loop over the same data: lists, matrices, a state
# machine and a cyclic redundancy check. Written for this benchmark, in the shape a compiler gives such code: frames on
# the stack, calls, a call through a pointer, a jump table, halfwords and words.
#
# On entry: s0 list, s1 matrix A, s2 matrix B, s3 matrix C, s4 text, s5 check sum, sp stack.

all:
        call    list
        call    matrix
        call    states
        call    crc
        j       all

onlyList:
        call    list
        j       onlyList
onlyMatrix:
        call    matrix
        j       onlyMatrix
onlyStates:
        call    states
        j       onlyStates
onlyCrc:
        call    crc
        j       onlyCrc

# Reverses the list, looks for twelve of its items, and compares neighbours through a pointer.
# An item is a link and a pointer to a value and an index, both halfwords.
list:
        addi    sp, sp, -48
        sd      ra, 40(sp)
        sd      s6, 32(sp)
        sd      s7, 24(sp)
        sd      s8, 16(sp)
        sd      s9, 8(sp)
        mv      a0, s0
        li      a1, 0
reverse:
        ld      a2, 0(a0)
        sd      a1, 0(a0)
        mv      a1, a0
        mv      a0, a2
        bnez    a2, reverse
        mv      s0, a1
        li      s6, 0
        li      s7, 12
find:
        mv      a0, s0
search:
        ld      a2, 8(a0)
        lhu     a3, 2(a2)
        beq     a3, s7, found
        ld      a0, 0(a0)
        bnez    a0, search
        j       missing
found:
        lh      a3, 0(a2)
        srli    a4, a3, 8
        andi    a4, a4, 1
        add     s6, s6, a4
missing:
        addi    s7, s7, -1
        bnez    s7, find
        mv      s7, s0
        la      s8, compare
        ld      s9, 0(s7)
neighbours:
        ld      a0, 8(s7)
        ld      a1, 8(s9)
        jalr    ra, 0(s8)
        blez    a0, ordered
        addi    s6, s6, 1
ordered:
        mv      s7, s9
        ld      s9, 0(s7)
        bnez    s9, neighbours
        add     s5, s5, s6
        ld      ra, 40(sp)
        ld      s6, 32(sp)
        ld      s7, 24(sp)
        ld      s8, 16(sp)
        ld      s9, 8(sp)
        addi    sp, sp, 48
        ret
compare:
        lh      a2, 0(a0)
        lh      a3, 0(a1)
        andi    a4, a2, 128
        bnez    a4, low
        srai    a2, a2, 2
        srai    a3, a3, 2
low:
        andi    a2, a2, 127
        andi    a3, a3, 127
        subw    a0, a2, a3
        ret

# C = A * B for 12 x 12 halfwords, then a sum of bit fields of C.
matrix:
        mv      t0, s1
        mv      t3, s3
        li      t4, 12
        li      t5, 0
row:
        li      t1, 0
        mv      t2, s2
column:
        mv      a0, t0
        mv      a1, t2
        li      a4, 12
        li      a5, 0
product:
        lh      a2, 0(a0)
        lh      a3, 0(a1)
        addi    a0, a0, 2
        addi    a1, a1, 24
        mulw    a2, a2, a3
        addiw   a4, a4, -1
        addw    a5, a5, a2
        bnez    a4, product
        sw      a5, 0(t3)
        srliw   a2, a5, 2
        srliw   a3, a5, 5
        andi    a2, a2, 15
        andi    a3, a3, 127
        mulw    a2, a2, a3
        addw    t5, t5, a2
        addi    t3, t3, 4
        addi    t2, t2, 2
        addi    t1, t1, 1
        bne     t1, t4, column
        addi    t0, t0, 24
        addi    t6, s1, 288
        bne     t0, t6, row
        xor     s5, s5, t5
        ret

# Reads numbers from a text, 480 characters long, with a machine of four states.
states:
        mv      a0, s4
        addi    a1, s4, 480
        li      a2, 0
        li      a3, 0
        la      t0, table
        li      t1, 9
        li      t2, 43
        li      t3, 44
        li      t4, 46
        li      t5, 101
character:
        lbu     a4, 0(a0)
        addi    a0, a0, 1
        beq     a4, t3, separator
        slli    a5, a2, 3
        add     a5, t0, a5
        ld      a5, 0(a5)
        jr      a5
start:
        addiw   a5, a4, -48
        bgeu    t1, a5, digits
        beq     a4, t2, next
        beq     a4, t4, fraction
        j       bad
integer:
        addiw   a5, a4, -48
        bgeu    t1, a5, next
        beq     a4, t4, fraction
        j       bad
point:
        addiw   a5, a4, -48
        bgeu    t1, a5, next
        bne     a4, t5, bad
        li      a2, 3
        j       next
wrong:
        j       next
digits:
        li      a2, 1
        j       next
fraction:
        li      a2, 2
        j       next
bad:
        li      a2, 3
        addi    a3, a3, 1
        j       next
separator:
        slli    a3, a3, 1
        xor     a3, a3, a2
        li      a2, 0
next:
        bne     a0, a1, character
        add     s5, s5, a3
        ret
        .align  3
table:  .dword  start, integer, point, wrong

# CRC-16 of 64 words of matrix C, bit by bit.
crc:
        addi    sp, sp, -32
        sd      ra, 24(sp)
        sd      s6, 16(sp)
        sd      s7, 8(sp)
        mv      s6, s3
        addi    s7, s3, 256
words:
        lw      a0, 0(s6)
        slli    a1, s5, 48
        srli    a1, a1, 48
        call    word
        xor     s5, s5, a0
        addi    s6, s6, 4
        bne     s6, s7, words
        ld      ra, 24(sp)
        ld      s6, 16(sp)
        ld      s7, 8(sp)
        addi    sp, sp, 32
        ret
word:
        li      a2, 32
        lui     a5, 0xa
        addiw   a5, a5, 1
bits:
        xor     a3, a0, a1
        andi    a3, a3, 1
        srliw   a0, a0, 1
        srli    a1, a1, 1
        beqz    a3, even
        xor     a1, a1, a5
even:
        addiw   a2, a2, -1
        bnez    a2, bits
        mv      a0, a1
        ret
