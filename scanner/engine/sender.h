/*
 * sender.h - sends the stage thread's packets, never faster than allowed.
 *
 * All bounds meet here: the rate in packets and bits a second, the budget of
 * each server address, the blocklist, and the families that we have.  What
 * the workers send meanwhile counts against the same rate.
 */
#ifndef SENDER_H
#define SENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "link/link.h"
#include "address_policy.h"

struct dns_name;
struct sender;
struct server_rates;

/* All but the numbers is borrowed for the sender's life. */
struct sender_config {
	struct link *link;
	const struct frame_templates *ipv4, *ipv6; /* NULL: no such family */
	struct address_policy policy;
	uint64_t rate_pps;      /* 0: no bound */
	uint64_t bandwidth_bps; /* 0: no bound */
	uint64_t server_rate_qps;
	const struct server_rates *rates; /* of some servers; NULL: none */
};

/* 0 or -errno. */
MUST_USE int sender_new(
    const struct sender_config *config, struct sender **out);
void sender_free(struct sender *s); /* NULL is fine */

enum sent {
	SENT,
	SENT_LATER, /* over the rate of all: nothing can be sent now */
	SENT_BUSY,  /* over this server's budget: others may be asked */
	SENT_NEVER, /* blocked, or of a family that we cannot send */
};

/* A frame of any size may leave: else SENT_LATER is all that there is. */
bool sender_has_room(struct sender *s, int64_t now_ns);

/*
 * A name server of this name has the address: its rate may be another one.
 * 0 or -ENOMEM.
 */
MUST_USE int sender_note_server(struct sender *s, const struct addr *server,
    const struct dns_name *ns, int64_t now_ns);

/* A question to port 53 of a server. */
enum sent sender_question(
    struct sender *s, const struct frame_udp *what, int64_t now_ns);

/* A SYN, or any other segment. */
enum sent sender_segment(
    struct sender *s, const struct frame_tcp *what, int64_t now_ns);

/* A server's budget alone, for a question that goes over TCP. */
enum sent sender_take_budget(
    struct sender *s, const struct addr *server, int64_t now_ns);

/* Lets what was sent leave; to be called in every round of the loop. */
void sender_flush(struct sender *s, int64_t now_ns);

#endif
