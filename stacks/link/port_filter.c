#include "link/port_filter.h"

#include <string.h>

#include "base/macros.h"

/* More than any frame: what GRO joined has 64 KiB and its headers. */
enum { KEEP_BYTES = 1 << 18 };

unsigned short
port_filter_build(struct sock_filter code[PORT_FILTER_MAX], uint16_t port_first,
    uint16_t port_last)
{
	/* Jumps count instructions from the next one on. */
	const struct sock_filter program[] = {
	    /* 0 */ BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), /* ethertype */
	    /* 1 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x86dd, 8, 0),
	    /* 2 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0800, 0, 15),
	    /* 3 */ BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23), /* protocol */
	    /* 4 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 1, 0),
	    /* 5 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 12),
	    /* 6 */ BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 20), /* fragment */
	    /* 7 */ BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x3fff, 10, 0),
	    /* 8 */ BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14), /* IP header */
	    /* 9 */ BPF_STMT(BPF_JMP | BPF_JA, 4),
	    /* 10 */ BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 20), /* next header */
	    /* 11 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 1, 0),
	    /* 12 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 5),
	    /* 13 */ BPF_STMT(BPF_LDX | BPF_IMM, 40),
	    /* 14 */ BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16), /* port */
	    /* 15 */ BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, port_first, 0, 2),
	    /* 16 */ BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, port_last, 1, 0),
	    /* 17 */ BPF_STMT(BPF_RET | BPF_K, KEEP_BYTES),
	    /* 18 */ BPF_STMT(BPF_RET | BPF_K, 0),
	};
	memcpy(code, program, sizeof(program));
	return (unsigned short)ARRAY_LEN(program);
}
