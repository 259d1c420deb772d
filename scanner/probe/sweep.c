#include "sweep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/halt.h"
#include "base/ring.h"
#include "scanner/engine/cookie.h"
#include "metadata.h"
#include "receiver.h"
#include "sender.h"
#include "writer.h"
#include "scanner/engine/privileges.h"

enum { BATCH_SLOTS = 1024, RESET_SLOTS = 65536 };

struct probe {
	const struct probe_plan *plan;
	struct halt halt;
	struct siphash_key key;
	struct network network;
	struct line_file *output;
	struct probe_metadata *metadata;
	struct ring batches, resets;
	struct probe_counters counters;
	struct probe_sender *sender;
	struct probe_receiver *receiver;
	struct probe_writer *writer;
	int64_t began_ns, began_real_ns;
	int64_t ended_ns; /* of sending; 0: not yet */
};

static int
open_output(struct probe *p, struct text *why)
{
	int rc = line_file_open(p->plan->output, &p->output);
	if (rc < 0) {
		text_addf(why, "%s: %s", p->plan->output, strerror(-rc));
		return rc;
	}
	return probe_metadata_open(p->plan->metadata, &p->metadata, why);
}

static int
open_sender(struct probe *p)
{
	const struct probe_plan *plan = p->plan;
	return probe_sender_new(
	    &(struct probe_sender_config){
		.link = p->network.link,
		.ipv4 = p->network.templates[NETWORK_V4],
		.ipv6 = p->network.templates[NETWORK_V6],
		.targets = plan->targets,
		.blocklist = plan->blocklist,
		.key = &p->key,
		.resets = &p->resets,
		.ports = plan->network.ports,
		.rate_pps = plan->rate_pps,
		.bandwidth_bps = plan->bandwidth_bps,
		.probes = plan->probes,
		.max_targets =
		    plan->network.replay == NULL ? plan->max_targets : 0,
		.max_runtime_ns = plan->max_runtime_ns,
		.counters = &p->counters,
	    },
	    &p->sender);
}

static int
give_privileges_away(const struct probe *p, struct text *why)
{
	struct privileges plan;
	if (p->plan->keep_privileges)
		return 0;
	int rc = privileges_choose(p->plan->user, &plan, why);
	return rc < 0 ? rc : privileges_drop(&plan, why);
}

/* Those who take come before those who give. */
static int
start_threads(struct probe *p)
{
	int rc = probe_writer_start(
	    &(struct probe_writer_config){
		.batches = &p->batches,
		.output = p->output,
		.fields = &p->plan->fields,
		.max_records = p->plan->max_results,
		.halt = &p->halt,
		.counters = &p->counters,
	    },
	    &p->writer);
	if (rc < 0)
		return rc;
	rc = probe_receiver_start(
	    &(struct probe_receiver_config){
		.link = p->network.link,
		.key = &p->key,
		.targets = p->plan->targets,
		.filter = &p->plan->filter,
		.batches = &p->batches,
		.resets = &p->resets,
		.ports = p->plan->network.ports,
		.probes = p->plan->probes,
		.counters = &p->counters,
		.halt = &p->halt,
	    },
	    &p->receiver);
	return rc < 0 ? rc : probe_sender_start(p->sender);
}

/* With all that nobody took from it. */
static void
free_ring(struct ring *r)
{
	void *item;
	while (r->slot != NULL && (item = ring_pop(r)) != NULL)
		free(item);
	ring_fini(r);
}

static void
free_all(struct probe *p)
{
	probe_sender_free(p->sender);
	probe_receiver_stop(p->receiver);
	probe_writer_stop(p->writer);
	free_ring(&p->batches);
	free_ring(&p->resets);
	network_close(&p->network);
	(void)line_file_close(p->output);
	probe_metadata_close(p->metadata);
	free(p);
}

int
probe_open(const struct probe_plan *plan, const atomic_bool *stopping,
    struct probe **out, struct text *why)
{
	struct probe *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	p->plan = plan;
	halt_init(&p->halt, stopping);
	p->began_ns = clock_monotonic_ns();
	p->began_real_ns = clock_realtime_ns();
	int rc = cookie_key_new(&p->key);
	if (rc == 0)
		rc = open_output(p, why);
	if (rc == 0)
		rc = network_open(&p->network, &plan->network, why);
	if (rc == 0)
		rc = ring_init(&p->batches, BATCH_SLOTS);
	if (rc == 0)
		rc = ring_init(&p->resets, RESET_SLOTS);
	if (rc == 0)
		rc = open_sender(p);
	if (rc == 0)
		rc = give_privileges_away(p, why);
	if (rc == 0)
		rc = start_threads(p);
	if (rc < 0) {
		if (why->len == 0)
			text_add(why, strerror(-rc));
		free_all(p);
		return rc;
	}
	*out = p;
	return 0;
}

static bool
has_enough(const struct probe *p)
{
	uint64_t most = p->plan->max_results;
	return most > 0 && counted(&p->counters.records) >= most;
}

bool
probe_has_ended(struct probe *p, int64_t now_ns)
{
	if (halt_is_due(&p->halt) || has_enough(p))
		return true;
	if (p->plan->network.replay != NULL)
		return link_has_ended(p->network.link);
	if (!atomic_load(&p->counters.sending_ended))
		return false;
	if (p->ended_ns == 0)
		p->ended_ns = now_ns;
	return now_ns - p->ended_ns >= p->plan->cooldown_ns;
}

static int
write_metadata(struct probe *p, int rc)
{
	struct link_info link;
	struct link_stats stats;
	link_describe(p->network.link, &link);
	link_stats(p->network.link, &stats);
	return probe_metadata_write(
	    p->metadata, &(struct probe_outcome){
			     .argc = p->plan->argc,
			     .argv = p->plan->argv,
			     .contact = p->plan->contact,
			     .interface = p->network.interface,
			     .link = &link,
			     .stats = &stats,
			     .counters = &p->counters,
			     .seed = p->plan->seed,
			     .shards = p->plan->targets->shards,
			     .shard = p->plan->targets->shard,
			     .targets = p->plan->max_targets,
			     .rate_pps = p->plan->rate_pps,
			     .bandwidth_bps = p->plan->bandwidth_bps,
			     .probes = p->plan->probes,
			     .began_ns = p->began_real_ns,
			     .ended_ns = clock_realtime_ns(),
			     .error = rc,
			 });
}

int
probe_close(struct probe *p)
{
	bool stopped = halt_was_asked(&p->halt);
	probe_sender_free(p->sender);
	p->sender = NULL;
	probe_receiver_stop(p->receiver);
	p->receiver = NULL;
	probe_writer_stop(p->writer);
	p->writer = NULL;
	int rc = halt_error(&p->halt);
	int failed = line_file_close(p->output);
	p->output = NULL;
	rc = rc < 0 ? rc : failed;
	if (rc == 0 && stopped)
		rc = -EINTR;
	failed = write_metadata(p, rc);
	free_all(p);
	return rc < 0 ? rc : failed;
}

struct probe_view
probe_look(const struct probe *p)
{
	return (struct probe_view){
	    .counters = &p->counters,
	    .link = p->network.link,
	    .places = p->plan->max_targets * p->plan->probes,
	    .began_ns = p->began_ns,
	    .cooling = p->ended_ns != 0,
	};
}
