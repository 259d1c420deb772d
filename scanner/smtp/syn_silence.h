/*
 * syn_silence.h - is port 25 open on the way out?  Until the first SYN-ACK of
 * a run nobody can tell a host that is silent, or sends RST, from a network
 * that lets no mail out.
 *
 * So until then neither is believed: an address that gave no session is held
 * here without its record.  One SYN-ACK lets all of them go; so many silent
 * addresses without one say that the port is closed.  Where fewer are to be
 * asked nobody could tell, and each is believed at once.
 */
#ifndef SYN_SILENCE_H
#define SYN_SILENCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct sweep_address;

enum { SYN_SILENCE_MAX = 200 };

/*
 * The stage thread has it; but workers note SYN-ACKs, and ask what is believed.
 */
struct syn_silence {
	bool is_wanted;
	atomic_bool doubts; /* in this round */
	atomic_bool heard;  /* a SYN-ACK */
	struct sweep_address *held[SYN_SILENCE_MAX];
	unsigned count;
};

/* A round of so many addresses begins. */
void syn_silence_begin(struct syn_silence *s, uint32_t address_count);

/* That nobody is there, or turns us away. */
bool syn_silence_is_believed(const struct syn_silence *s);

/* True: this address, which gave no session, is held from now on. */
bool syn_silence_hold(struct syn_silence *s, struct sweep_address *a);

/* Nobody else is left to wait for: all is believed. */
void syn_silence_give_up(struct syn_silence *s);

/* The port is closed on the way out. */
bool syn_silence_is_closed(const struct syn_silence *s);

#endif
