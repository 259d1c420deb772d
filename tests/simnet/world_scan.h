/*
 * world_scan.h - a whole scan of the computed Internet, in memory: its zone
 * files, plan, run directory, threads as fibers, and what it left behind.
 */
#ifndef SIMNET_WORLD_SCAN_H
#define SIMNET_WORLD_SCAN_H

#include <stddef.h>

#include "base/siphash.h"
#include "link/link_sim.h"
#include "scanner/engine/counters.h"
#include "scanner/run/estimate.h"
#include "dns_wire.h"

struct address_list;
struct rescan_list;
struct server_rates;
struct zone_choice;

/* What may differ from a quick scan of hosts that have TLSA records. */
struct world_scan {
	struct simnet_config config;
	struct sim_path path;               /* both ways */
	unsigned spoof_ppm, contradict_ppm; /* as a sim link has them */
	int64_t receive_pause_ns;           /* as a sim link has them */
	unsigned receive_room;
	size_t recorder_slots; /* of its ring; 0: very many */
	bool listed;           /* the domains are a list: nothing is sprayed */
	const struct zone_choice *choice; /* of .se, and .se alone; NULL: all */
	const char *types; /* as the option has them; NULL: MX alone */
	bool policies;
	uint64_t order;         /* seed of the scan; 0: the world's */
	uint64_t rate_pps;      /* 0: as fast as the world takes it */
	bool all_hosts;         /* sessions also where there is no TLSA */
	bool certificate_only;  /* no handshake is finished */
	const char *tls_groups; /* offered; NULL: those of every run */
	bool twins;             /* a session for each of two certificates */
	bool syn_only;          /* of these: no session */
	const struct address_list *addresses; /* of a list; NULL: none */
	bool again;               /* with stage again, by the trust anchor */
	int64_t stop_after_ns;    /* false time; 0: never */
	unsigned stop_in_stages;  /* a bit for each, once at work; 0: none */
	const char *opt_out;      /* what the file says; NULL: none */
	const char *opt_out_then; /* what it says later, read anew; NULL */
	int64_t then_ns;          /* false time; 0: at some SYN */
	uint64_t then_syns;       /* sent until then; 0: at some time */
	uint64_t server_rate_qps; /* 0: 1000 */
	const struct server_rates *server_rates; /* NULL: none */
	int64_t clock_off_ns;                    /* how wrong the clock is */
	bool no_self_check, needs_roots;
	unsigned max_sessions;                       /* 0: 1000 */
	unsigned prefix_sessions, operator_sessions; /* 0: 20 */
	unsigned workers;                            /* 0: two */
	unsigned shards, shard;           /* 0 of them: the scan is whole */
	struct siphash_key hash_key;      /* of tables; zero: {1, 2} */
	const struct rescan_list *rescan; /* in the place of the zone files */
	const char *place;  /* a directory for its files; NULL: a new one */
	bool resume;        /* goes on with the run in it */
	bool hears_nobody;  /* waits for no reply */
	const char *stream; /* the file of a stream; NULL: a run directory */
	/* Called every 5 ms of false time, in the run directory; NULL. */
	void (*watch)(void *ctx, const struct counters *c);
	/* Called for each frame that reaches the servers; NULL. */
	void (*frame)(
	    void *ctx, const uint8_t *frame, size_t len, int64_t now_ns);
	/* Called for each question over UDP: simnet_listen(); NULL. */
	void (*asked)(void *ctx, const struct addr *server,
	    const struct simnet_query *q, bool rolled);
	void *ctx;
};

struct world_outcome {
	int rc;          /* of scan_close() */
	int64_t then_ns; /* when the rules were read anew; 0: never */
	char dir[64];    /* the run directory; beside it is trust-anchor */
	int64_t took_ns; /* false time */
	uint64_t switches;
	uint64_t unmatched, duplicate, malformed, bad_sum;
	uint64_t dns_records, smtp_records, syns;
	uint64_t questions;                  /* sent, each try */
	uint64_t packets;                    /* of all kinds */
	struct scan_estimate estimate;       /* before it began */
	uint64_t bootstrap, aliases, hidden; /* the new ones among them */
	uint64_t sessions_again;
	uint64_t ring_full, receive_dropped;
};

/* Runs it; world_scan_remove() ends the directory. */
void world_scan_run(const struct world_scan *scan, struct world_outcome *out);
void world_scan_remove(const struct world_outcome *o);

/* This stands in its manifest; false too where there is none. */
bool world_scan_manifest_says(const struct world_outcome *o, const char *what);

/* Calls `line` for each record of a kind, in the order of files and lines. */
void world_scan_each(const struct world_outcome *o, const char *kind,
    void (*line)(void *ctx, const char *text, size_t len), void *ctx);

/* The same for all kinds, verdicts too, if the run was judged. */
void world_scan_each_kind(const struct world_outcome *o,
    void (*line)(void *ctx, const char *text, size_t len), void *ctx);

/* A number that stands for the records of all kinds, in their order. */
uint64_t world_scan_digest(const struct world_outcome *o);

#endif
