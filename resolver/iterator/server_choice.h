/*
 * server_choice.h - which of a zone's servers a question is sent to next, and
 * how.
 *
 * First over UDP, as often as each is worth: who was asked least, then who
 * looks best in the server memory, then in an order of each question's own.
 * Then over TCP, where that may prove what UDP did not, or where this path
 * loses large UDP replies; then, for the same reason, for a small reply over
 * UDP; then without EDNS, where all were silent.
 */
#ifndef SERVER_CHOICE_H
#define SERVER_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

struct dns_name;
struct question_server;
struct question_servers;
struct server_memory;

/* What the choice looks at. */
struct server_choice_view {
	const struct server_memory *memory;
	const struct dns_name *zone;
	uint16_t type;
	unsigned tries;  /* of each */
	unsigned fewest; /* the same, if the path lost nothing */
	bool may_sign;   /* TCP may bring signatures that UDP lost */
	bool partial;    /* silence is: path_silence.h */
	int64_t now_ns;
};

enum server_choice_way {
	SERVER_CHOICE_UDP,
	SERVER_CHOICE_TCP,
	SERVER_CHOICE_SMALL, /* over UDP, with EDNS for small replies */
	SERVER_CHOICE_PLAIN, /* over UDP, without EDNS */
};

struct server_choice {
	struct question_server *server; /* NULL: none is left to ask */
	enum server_choice_way way;
};

/* The server is a view until the next change of `s`. */
struct server_choice server_choice_next(
    struct question_servers *s, const struct server_choice_view *view);

/*
 * All were silent to the question: one of them to be asked for SOA, whether
 * it is there at all.  NULL: none, or enough were asked.
 */
struct question_server *server_choice_check(struct question_servers *s);

#endif
