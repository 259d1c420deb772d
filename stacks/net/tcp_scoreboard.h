/*
 * tcp_scoreboard.h - which bytes of ours the peer has beyond a hole, as its
 * SACK blocks tell, and so what to send again (RFC 2018 5, RFC 6675).
 *
 * As much of it as a client needs that has some segments in flight.
 */
#ifndef TCP_SCOREBOARD_H
#define TCP_SCOREBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/tcp_options.h"

enum { TCP_SCOREBOARD_MAX = 16 };

/* Runs in order, apart from each other; all beyond what is acknowledged. */
struct tcp_scoreboard {
	unsigned count;
	struct tcp_sack at[TCP_SCOREBOARD_MAX];
};

/*
 * Notes blocks of bytes between `una` and `nxt`; others make no sense and are
 * passed over.  True: one of them told of bytes that were not known.
 */
bool tcp_scoreboard_note(struct tcp_scoreboard *b,
    const struct tcp_sacks *sacks, uint32_t una, uint32_t nxt);

/* All before `una` is acknowledged, and no matter any more. */
void tcp_scoreboard_acked(struct tcp_scoreboard *b, uint32_t una);

/* RFC 6675 4, IsLost() of the oldest byte: enough has come beyond it. */
bool tcp_scoreboard_shows_loss(
    const struct tcp_scoreboard *b, uint16_t mss_bytes);

/* One past the last byte that the peer has; `una` if nothing is known. */
uint32_t tcp_scoreboard_end(const struct tcp_scoreboard *b, uint32_t una);

/* The first hole from `from` on and before `to`; false: there is none. */
bool tcp_scoreboard_hole(const struct tcp_scoreboard *b, uint32_t from,
    uint32_t to, struct tcp_sack *out);

#endif
