/*
 * link.h - frames out and frames in: the one contract of the packet path.
 *
 * Receiving belongs to one thread.  Each sending thread opens a link_tx of
 * its own, so that none waits for another.  A frame is reserved, written in
 * place, committed, and leaves at the next flush or when the batch is full.
 */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "net/frame.h"
#include "net/packet_sum.h"

struct link;
struct link_tx;
struct link_sim_config;

enum link_kind {
	LINK_AUTO,   /* xdp from LINK_XDP_FROM_PPS on, else packet */
	LINK_PACKET, /* AF_PACKET: every Linux machine */
	LINK_XDP,    /* XDP live frames out, AF_XDP in */
	LINK_PCAP,   /* captures: written, replayed */
	LINK_KERNEL, /* the kernel's own sockets: no privileges */
	LINK_SIM,    /* a network in memory, for tests: link_sim.h */
};

enum { LINK_XDP_FROM_PPS = 300000 };

/* What a person says: "auto", "packet", "xdp", "kernel" or "pcap:FILE". */
struct link_choice {
	enum link_kind kind;
	const char *capture; /* of pcap: a view into the text */
};

/* False: none of these, and `out` is left alone. */
bool link_choice_parse(const char *text, struct link_choice *out);

/* All is borrowed for the call. */
struct link_config {
	enum link_kind kind;
	const char *interface;          /* NULL with pcap and kernel */
	uint16_t port_first, port_last; /* ours: only these are received */
	const struct addr *own;         /* our source addresses */
	unsigned own_count;
	uint64_t rate_pps;   /* asked for: what auto chooses by */
	const char *capture; /* pcap: file to write, "-": standard output */
	const char *replay;  /* pcap: file to receive from; NULL: nothing */
	const struct link_sim_config *sim; /* sim: who is there, and how far */
};

/* What auto is at this rate; other kinds are themselves. */
enum link_kind link_kind_at(enum link_kind kind, uint64_t rate_pps);

/* 0, or -errno with one line for a person in `why`.  link_close() ends it. */
MUST_USE int link_open(
    const struct link_config *config, struct link **out, struct text *why);
void link_close(struct link *l); /* NULL is fine; all link_tx are closed */

/* How it sends and receives, for the manifest.  Strings of the link's life. */
struct link_info {
	const char *kind;    /* packet, xdp, pcap, kernel or sim */
	const char *send;    /* sendmmsg, live_frames, af_xdp, ... */
	const char *receive; /* tpacket_v3, af_xdp, ... */
	const char *xdp;     /* native or generic; NULL: no XDP */
	const char *note;    /* a line for a person: what is less than it
				could be, or why frames are lost; NULL */
};

void link_describe(struct link *l, struct link_info *out);

/* What a sender is for. */
enum link_use {
	LINK_PROMPT, /* few frames, each soon: sessions, the resolver */
	LINK_BULK,   /* very many: the spray.  One sender of a link at most */
};

/* A sender of its own for one thread.  0 or -errno. */
MUST_USE int link_tx_open(
    struct link *l, enum link_use use, struct link_tx **out);
void link_tx_close(struct link_tx *tx); /* NULL is fine; flushes first */

/* Room for one frame of FRAME_MAX bytes.  Never NULL: a full batch is sent. */
uint8_t *link_reserve(struct link_tx *tx);
void link_commit(struct link_tx *tx, size_t len);

/* Sends what was committed.  What the kernel refuses for good is counted. */
void link_flush(struct link_tx *tx);

struct link_frame {
	const uint8_t *bytes;
	size_t len;
	int64_t rx_ts_ns;    /* real time */
	enum packet_sum sum; /* what there is of its transport's checksum */
};

/*
 * Waits up to `timeout_ms` and gives up to `max` frames, which are views
 * that live until link_release().  0: nothing came.
 */
size_t link_receive(
    struct link *l, struct link_frame *frames, size_t max, int timeout_ms);
void link_release(struct link *l);

/*
 * False: frames can neither leave nor come, until the interface is up and has
 * its carrier again.  A note says so.  For the thread that receives.
 */
bool link_has_carrier(struct link *l);

/* A replayed capture was read to its end: nothing will come any more. */
bool link_has_ended(const struct link *l);

struct link_stats {
	uint64_t sent, sent_bytes, send_failed;
	uint64_t received;
	uint64_t receive_dropped;   /* by the kernel, for want of room */
	uint64_t fragments;         /* to our ports, dropped: RFC 9715 */
	uint64_t interface_dropped; /* all that the interface dropped */
};

/* The sum over all senders; may be called from any thread.  System calls. */
void link_stats(struct link *l, struct link_stats *out);

/* Only what was sent, failures included: three loads, for pacing. */
struct link_sent {
	uint64_t frames, bytes;
};
struct link_sent link_sent(const struct link *l);

#endif
