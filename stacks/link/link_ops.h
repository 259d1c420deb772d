/*
 * link_ops.h - what an implementation of link.h gives.  For stacks/link only.
 *
 * Each implementation's structs begin with these.  Senders add what they
 * sent to the link's totals once a flush.
 */
#ifndef LINK_OPS_H
#define LINK_OPS_H

#include <net/if.h>
#include <stdatomic.h>

#include "link/link.h"

/* Why frames were lost that nothing was wrong with. */
enum link_trouble {
	LINK_TROUBLE_NONE,
	LINK_TROUBLE_NO_CARRIER,
	LINK_TROUBLE_REFUSED, /* by a rule, or by a queue that stays full */
};

enum { LINK_TROUBLE_TEXT = 160 };

struct link_totals {
	_Atomic uint64_t sent, sent_bytes, failed;
	atomic_int trouble; /* enum link_trouble: the last there was */
};

struct link_ops {
	int (*tx_open)(struct link *l, enum link_use use, struct link_tx **out);
	size_t (*receive)(struct link *l, struct link_frame *frames, size_t max,
	    int timeout_ms);
	void (*release)(struct link *l);
	/* Fills all but what was sent. */
	void (*receive_stats)(struct link *l, struct link_stats *out);
	void (*close)(struct link *l);
};

struct link {
	const struct link_ops *ops;
	struct link_info info; /* but for the two that a sender may change: */
	_Atomic(const char *) send;
	_Atomic(const char *) note;
	struct link_totals totals;
	/* What is said of each trouble; written before the first thread. */
	char interface[IF_NAMESIZE]; /* empty: none of its own */
	char no_carrier[LINK_TROUBLE_TEXT], refused[LINK_TROUBLE_TEXT];
	atomic_bool ended;
};

struct link_tx_ops {
	uint8_t *(*reserve)(struct link_tx *tx);
	void (*commit)(struct link_tx *tx, size_t len);
	void (*flush)(struct link_tx *tx);
	void (*close)(struct link_tx *tx); /* what is committed is flushed */
};

struct link_tx {
	const struct link_tx_ops *ops;
	struct link_totals *totals;
};

void link_totals_add(
    struct link_totals *t, uint64_t frames, uint64_t bytes, uint64_t failed);
void link_totals_trouble(struct link_totals *t, enum link_trouble trouble);

/* Each: 0, or -errno with one line in `why`. */
int link_packet_open(
    const struct link_config *config, struct link **out, struct text *why);
int link_xdp_open(
    const struct link_config *config, struct link **out, struct text *why);
int link_pcap_open(
    const struct link_config *config, struct link **out, struct text *why);
int link_kernel_open(
    const struct link_config *config, struct link **out, struct text *why);
int link_sim_open(
    const struct link_config *config, struct link **out, struct text *why);

#endif
