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
	    /* 1 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x86dd, 9, 0),
	    /* 2 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0800, 0, 28),
	    /* 3 */ BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23), /* protocol */
	    /* 4 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 14, 0),  /* ICMP */
	    /* 5 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 1, 0),   /* TCP */
	    /* 6 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 24), /* UDP */
	    /* 7 */ BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 20), /* fragment */
	    /* 8 */ BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x3fff, 22, 0),
	    /* 9 */ BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14), /* IP header */
	    /* 10 */ BPF_STMT(BPF_JMP | BPF_JA, 5),
	    /* 11 */ BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 20), /* next header */
							     /* 12 */
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 58, 14, 0),  /* ICMPv6 */
	    /* 13 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 1, 0),   /* TCP */
	    /* 14 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 16), /* UDP */
	    /* 15 */ BPF_STMT(BPF_LDX | BPF_IMM, 40),        /* IPv6 header */
	    /* 16 */ BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16), /* port */
	    /* 17 */ BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, port_first, 0, 13),
	    /* 18 */ BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, port_last, 12, 11),
	    /* 19 */
	    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 20), /* fragment of ICMP */
	    /* 20 */ BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 10, 0),
	    /* 21 */ BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14), /* IP header */
	    /* 22 */
	    BPF_STMT(BPF_LD | BPF_B | BPF_IND, 14), /* type: an error? */
	    /* 23 */ BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 12, 7, 0),
	    /* 24 */
	    BPF_JUMP(
		BPF_JMP | BPF_JGE | BPF_K, 11, 5, 0), /* exceeded, parameter */
	    /* 25 */ BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 5, 5, 0),
	    /* 26 */
	    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 3, 3,
		4), /* unreachable to redirect */
		    /* 27 */
	    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 54), /* type of ICMPv6 */
	    /* 28 */ BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 4, 2, 0),
	    /* 29 */
	    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 1, 0, 1), /* RFC 4443 2.1 */
	    /* 30 */ BPF_STMT(BPF_RET | BPF_K, KEEP_BYTES),
	    /* 31 */ BPF_STMT(BPF_RET | BPF_K, 0),
	};
	memcpy(code, program, sizeof(program));
	return (unsigned short)ARRAY_LEN(program);
}
