/*
 * plan.h - all that a scan is told: what to ask, how fast, from where, and
 * where the records go.  Values, and what files held; nobody here knows how
 * a person said it.
 */
#ifndef SCAN_PLAN_H
#define SCAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output/manifest_change.h"
#include "output/manifest_command.h"
#include "scanner/dns/domain_types.h"
#include "scanner/dns/domains.h"
#include "scanner/engine/blocklist.h"
#include "scanner/engine/network.h"
#include "scanner/engine/ports.h"
#include "scanner/smtp/sent_chain.h"

struct address_list;
struct again_source;
struct manifest_resumption;
struct manifest_zone;
struct rescan_list;
struct server_rates;

/* What the manifest of a run that goes on keeps. */
struct scan_earlier {
	const char *run_id;
	int64_t start_ns; /* real time, of the first start */
	const struct manifest_resumption *resumed; /* this start is the last */
	size_t resumed_count;
	struct manifest_program program; /* that began it; NULLs: not known */
	struct manifest_changes changes;
	bool is_locked; /* the run directory, by who gives this */
};

/* All is borrowed for the scan's life; the delegations learn addresses. */
struct scan_plan {
	struct delegations *delegations;
	const struct manifest_zone *zones; /* the files they are from */
	size_t zone_count;
	struct domains domains;
	const struct name_table *host_list;   /* NULL: none */
	const struct address_list *addresses; /* beside them; NULL: none */
	const struct rescan_list *rescan;     /* where that is from; NULL */
	unsigned stages;                      /* a bit for each */
	struct domain_types types;            /* of each domain */
	const struct again_source *again;     /* NULL: no stage `again` */
	chain_fit_fn *chain_fit;              /* NULL: no session is repeated */
	bool implicit_mx;                     /* no MX: the domain itself */
	bool smtp_all;                        /* not only hosts with TLSA */
	bool reach;                           /* PTR of hosts, NS of domains */
	bool smtp_syn;                        /* of them: is the port open? */
	uint16_t smtp_port;                   /* 25 */
	bool certificate_only;                /* no handshake is finished */
	const char *tls_groups;               /* tls_context_new_offering() */
	bool twins; /* a session for each of two twin certificates */

	uint64_t seed; /* order of targets */
	uint64_t shards, shard;
	uint64_t rate_pps, bandwidth_bps; /* 0: no bound */
	uint64_t server_rate_qps;
	const struct server_rates *server_rates; /* NULL: none */
	unsigned probes, cooldown_s;
	bool hears_nobody; /* nothing is sent: nothing is waited for */
	unsigned workers;  /* 1 to RECEIVER_WORKERS_MAX */
	unsigned max_sessions;
	unsigned prefix_sessions, operator_sessions; /* 0: no bound */

	struct network_config network;
	struct ports ports;
	const struct blocklist *blocklist;
	const char *root_hints; /* a file */
	const char *ehlo;       /* our own host name; NULL: no SMTP */
	const char *vantage;    /* where we scan from; NULL: not said */
	const char *user;       /* whom to become; NULL: sudo's, or nobody */
	bool keep_privileges;   /* for tests in memory: stay who we are */
	size_t recorder_slots;  /* for them, too: of its ring; 0: very many */
	bool self_check;        /* self_check.h: what is amiss ends it */
	bool needs_roots;       /* so does that no root server answers */

	const char *output_dir;    /* NULL: there is none, but a stream: */
	const char *output_stream; /* a file; "-": standard output */
	const struct scan_earlier *earlier; /* it goes on; NULL: it begins */
	const struct manifest_command *command; /* for the manifest */
};

#endif
