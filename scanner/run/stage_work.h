/*
 * stage_work.h - what a stage of a sweep is, and what all of them work with.
 *
 * A stage is a row: its plan says what is to be asked, from what the earlier
 * stages found; its run asks it.  The stage thread runs the rows in order.
 */
#ifndef STAGE_WORK_H
#define STAGE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/halt.h"
#include "base/macros.h"
#include "base/siphash.h"
#include "output/part.h"
#include "scanner/dns/domains.h"
#include "scanner/dns/findings.h"
#include "scanner/dns/resolver.h"
#include "scanner/dns/recorder.h"
#include "scanner/dns/replay.h"
#include "scanner/engine/counters.h"
#include "scanner/engine/destination.h"
#include "scanner/engine/ports.h"
#include "scanner/engine/sender.h"
#include "scanner/smtp/sweep.h"

struct address_list;
struct domain_types;
struct again_source;
struct referral_lines;
struct rescan_list;
struct self_check;
struct session_log;

/* All but the numbers is borrowed for the life of the stage thread. */
struct stage_work {
	struct delegations *delegations;
	const struct domains *domains;
	struct findings *findings;
	struct recorder *recorder;
	struct sender *sender;
	struct resolver *resolver;
	struct referral_lines *referrals; /* of a list; NULL: zone files */
	struct smtp_sweep *smtp;
	struct part_writer *delegation_part, *listed_part, *dropped_part;
	struct part_writer *dns_part; /* the recorder's, but while it pauses */
	const struct rescan_list *rescan; /* NULL: of no earlier run */
	const struct domain_types *types;
	const struct again_source *again; /* NULL: nobody judges the run */
	/* Of a run that goes on; NULL: it begins. */
	struct replay *replay;
	struct session_log *sessions;
	uint64_t delegation_lines; /* that are there */
	uint64_t listed_lines, dropped_lines;
	struct counters *counters;
	const struct siphash_key *key;
	const struct ports *ports;
	struct address_policy policy;
	struct halt *halt; /* ends the stages; told when one fails */
	struct self_check *self_check;
	const struct destination *destination;
	struct ring *packets; /* the resolver's, before its first step */
	struct link *link;
	const struct ring *replies; /* to the spray: the recorder's */
	uint64_t seed, shards, shard;
	unsigned stages; /* a bit for each */
	unsigned probes;
	unsigned cooldown_s;
	bool hears_nobody; /* no reply is waited for */
	bool has_server_rates;
	bool smtp_all;
	bool reach; /* how hosts and domains are reached is asked, too */
	const struct address_list *addresses; /* NULL: none was listed */
	uint16_t smtp_port;
};

struct stage_row {
	/*
	 * What is to be asked, given to run and then to free_plan; NULL is a
	 * plan, too.  0 or -errno: then there is nothing to free.  The
	 * recorder is paused.
	 */
	int (*plan)(const struct stage_work *w, void **out);
	/*
	 * Asks it, until all has ended or a halt is due.  Tells the halt of a
	 * failure, and leaves the recorder paused.
	 */
	void (*run)(const struct stage_work *w, void *plan);
	void (*free_plan)(void *plan); /* NULL: nothing to free */
};

extern const struct stage_row stage_servers, stage_domains, stage_hosts,
    stage_types, stage_chain, stage_smtp, stage_again;

/* Runs one of them. */
void stage_run_row(const struct stage_work *w, const struct stage_row *row);

/* The user wants this stage. */
bool stage_is_wanted(const struct stage_work *w, enum stage stage);

/* What is asked and counted from now on is of this stage. */
void stage_enter(const struct stage_work *w, enum stage stage);

/*
 * Opens the recorder's gate for questions of this stage, and sprayed ones
 * unless `spray` is NULL.  What was recorded of it by an earlier start is taken
 * first, and what follows from that is asked.  False: nothing is to be asked,
 * as the stage had ended before, or a halt is due; the recorder stays paused.
 */
bool stage_begin(const struct stage_work *w, enum stage stage,
    struct spray *spray, struct servers *servers);

/*
 * The same in two steps, where there may be something to do in a stage whose
 * questions had all ended.
 */
bool stage_replay(const struct stage_work *w, enum stage stage,
    struct spray *spray, struct servers *servers);
void stage_go_on(const struct stage_work *w, enum stage stage,
    struct spray *spray, struct servers *servers);

/*
 * Of stage `smtp` or `again`: this question has a record of an earlier start.
 */
bool stage_has_record(
    const struct stage_work *w, enum stage stage, const struct dns_question *q);

/* The stage should end early. */
bool stage_is_halted(const struct stage_work *w);

/* Hosts, or addresses of theirs, came since stage smtp was planned last. */
bool stage_smtp_has_more(const struct stage_work *w);

/*
 * One question through the resolver, without outrunning it.  False: it was
 * asked before.
 */
bool stage_ask(
    const struct stage_work *w, const struct dns_name *name, uint16_t type);

/* Asks for the NS set of a zone, without a record, and without outrunning it.
 */
void stage_visit(const struct stage_work *w, const struct dns_name *zone);

/* Addresses and TLSA records of a mail host. */
void stage_ask_host(const struct stage_work *w, const struct dns_name *name);

/* The same as stage_ask(), of every server of its zone. */
void stage_ask_all(const struct stage_work *w, const struct dns_question *q);

/*
 * Until the resolver has ended all questions of the stage, and the recorder
 * holds still.
 */
void stage_end_questions(const struct stage_work *w, enum stage stage);

/*
 * Until all that was recorded is in its part: no answer is held any more for a
 * second one.  The recorder holds still before and after.
 */
void stage_settle(const struct stage_work *w);

/*
 * The last questions of stage chain: could the zones that are signed and have
 * no DS have one tomorrow?
 */
void stage_bootstrap(const struct stage_work *w);

/*
 * The last questions of stage types: names of hosts' addresses, and where they
 * lead; name servers, and their IPv6 addresses.
 */
void stage_reach(const struct stage_work *w);

/* As SPRAY_SHARDED each shard has its own questions; else each has all. */
enum spray_share { SPRAY_WHOLE, SPRAY_SHARDED };

/*
 * Sprays; the hosts in `foreign`, if not NULL, go through the resolver at the
 * same time.
 */
void stage_spray(const struct stage_work *w, struct spray *spray,
    enum spray_share share, const struct name_table *foreign);

#endif
