/*
 * question_edns.h - what a reply tells of EDNS at the server that gave it.
 *
 * Without EDNS there are no signatures, so a server is taken for one that
 * cannot do it only when that is sure: it refused EDNS and answers without;
 * or it was silent with EDNS, answers without, and is silent with it again.
 * One reply with an OPT record settles it for good (server_memory.h).
 */
#ifndef QUESTION_EDNS_H
#define QUESTION_EDNS_H

#include <stdbool.h>

struct dns_message;
struct question_server;
struct server_memory;

/* How the query was asked that the reply answers. */
struct question_edns {
	bool on;         /* with EDNS */
	bool doubted;    /* EDNS was refused, and the refusal had no OPT */
	bool confirming; /* an answer without EDNS is kept already */
	bool tcp;
	bool for_proof; /* over TCP, as what came over UDP cannot be proved */
};

enum question_edns_next {
	QUESTION_EDNS_TAKE,    /* the reply, as it is */
	QUESTION_EDNS_WITHOUT, /* refused: ask again without EDNS */
	QUESTION_EDNS_CONFIRM, /* silent with, not without: ask with, again */
	QUESTION_EDNS_NEVER,   /* take the answer without EDNS that was kept */
};

/* Learns from the reply, and says what follows. */
enum question_edns_next question_edns_judge(const struct question_edns *asked,
    const struct dns_message *m, const struct question_server *server,
    struct server_memory *memory);

#endif
