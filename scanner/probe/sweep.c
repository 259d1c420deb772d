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

enum { BATCH_SLOTS = 1024 };

struct probe {
	const struct probe_options *options;
	struct halt halt;
	int argc;
	char **argv;
	struct blocklist *blocklist;
	struct target_space *space;
	struct probe_targets targets;
	struct port_range ports; /* ours */
	struct probe_fields fields;
	struct probe_filter filter;
	uint64_t seed, max_targets, rate_pps;
	struct siphash_key key;
	struct network network;
	struct line_file *output;
	struct probe_metadata *metadata;
	struct ring batches;
	struct probe_counters counters;
	struct probe_sender *sender;
	struct probe_receiver *receiver;
	struct probe_writer *writer;
	int64_t began_ns, began_real_ns;
	int64_t ended_ns; /* of sending; 0: not yet */
};

static int
read_meaning(struct probe *p, struct probe_ports *ports, struct text *why)
{
	const struct probe_options *o = p->options;
	const char *bad;
	int rc = common_options_check_conduct(&o->common, why);
	if (rc < 0)
		return rc;
	if (!probe_ports_parse(o->target_ports, ports))
		text_addf(why,
		    "-p %s: a list of ports such as 25,587 or 80-90, each once",
		    o->target_ports);
	else if (!port_range_parse(o->source_ports, &p->ports))
		text_addf(why,
		    "-s %s: a port or a range FIRST-LAST, from 1024 to 65535",
		    o->source_ports);
	else if (!probe_filter_parse(o->filter, &p->filter))
		text_addf(why,
		    "--output-filter \"%s\": terms such as success = 1, "
		    "repeat = 0, cooldown = 0, joined by &&",
		    o->filter);
	else if (!probe_fields_parse(o->fields, &p->fields, &bad)) {
		text_addf(why, "-f: \"%.*s\" is none of ",
		    (int)strcspn(bad, ","), bad);
		probe_fields_list(why);
	}
	return why->len > 0 ? -EINVAL : 0;
}

/* Words of the command line, and the list's lines. */
static int
read_asked(
    const struct probe_options *o, struct prefix_set *asked, struct text *why)
{
	for (size_t i = 0; i < o->targets.count; i++) {
		int rc = prefix_set_add_text(asked, o->targets.at[i], why);
		if (rc < 0)
			return rc;
	}
	if (o->list != NULL)
		return prefix_set_read(asked, o->list, why);
	return 0;
}

/* Without targets of its own the allow list says what to probe, as in ZMap. */
static int
make_space(struct probe *p, struct text *why)
{
	struct prefix_set asked;
	prefix_set_init(&asked);
	int rc = read_asked(p->options, &asked, why);
	if (rc == 0) {
		prefix_set_seal(&asked);
		rc = target_space_new(&asked, blocklist_allowed(p->blocklist),
		    blocklist_blocked(p->blocklist), &p->space, why);
	}
	prefix_set_fini(&asked);
	return rc;
}

/* "1000", or a share of all such as "0.5%". */
static int
choose_max_targets(struct probe *p, struct text *why)
{
	char *end;
	const char *asked = p->options->max_targets;
	p->max_targets = probe_targets_of_shard(&p->targets);
	if (asked == NULL)
		return 0;
	double n = strtod(asked, &end);
	if (*end == '%' && end[1] == '\0')
		n = n / 100 * (double)p->max_targets;
	if (end == asked || (*end != '\0' && *end != '%') || !(n >= 0)) {
		text_addf(why, "-n %s: a number of targets, or a share: 0.5%%",
		    asked);
		return -EINVAL;
	}
	if (n < (double)p->max_targets)
		p->max_targets = (uint64_t)n;
	return 0;
}

static int
read_input(struct probe *p, struct text *why)
{
	struct probe_ports ports;
	const struct probe_options *o = p->options;
	int rc = read_meaning(p, &ports, why);
	if (rc == 0)
		rc = common_options_seed(&o->common, &p->seed);
	if (rc == 0)
		rc = cookie_key_new(&p->key);
	if (rc == 0)
		rc = common_options_blocklist(&o->common, &p->blocklist, why);
	if (rc == 0)
		rc = make_space(p, why);
	if (rc == 0)
		rc = probe_targets_init(&p->targets, p->space, &ports, p->seed,
		    o->common.shards.value, o->common.shard.value, why);
	if (rc == 0)
		rc = choose_max_targets(p, why);
	return rc;
}

/* The first address and the last are of both families, if both are there. */
static void
find_towards(const struct target_space *space, struct towards *out)
{
	const struct addr ends[] = {target_space_at(space, 0),
	    target_space_at(space, target_space_count(space) - 1)};
	*out = (struct towards){0};
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		int family = addr_is_v4(&ends[i]) ? NETWORK_V4 : NETWORK_V6;
		out->addr[family] = ends[i];
		out->has[family] = true;
	}
}

static int
open_network(struct probe *p, struct text *why)
{
	const struct probe_options *o = p->options;
	struct towards towards;
	find_towards(p->space, &towards);
	p->rate_pps = common_options_rate(&o->common, &o->rate_pps);
	return network_open(&p->network,
	    &(struct network_config){
		.options = &o->common,
		.ports = p->ports,
		.rate_pps = p->rate_pps,
		.towards = &towards,
	    },
	    why);
}

/* A capture on standard output leaves no room for records, and has none. */
static int
open_output(struct probe *p, struct text *why)
{
	const struct probe_options *o = p->options;
	const char *path = o->common.dry_run && strcmp(o->output, "-") == 0
			       ? "/dev/null"
			       : o->output;
	int rc = line_file_open(path, &p->output);
	if (rc < 0) {
		text_addf(why, "%s: %s", path, strerror(-rc));
		return rc;
	}
	return probe_metadata_open(o->metadata, &p->metadata, why);
}

static int
open_sender(struct probe *p)
{
	const struct probe_options *o = p->options;
	return probe_sender_new(
	    &(struct probe_sender_config){
		.link = p->network.link,
		.ipv4 = p->network.templates[NETWORK_V4],
		.ipv6 = p->network.templates[NETWORK_V6],
		.targets = &p->targets,
		.key = &p->key,
		.ports = p->ports,
		.rate_pps = p->rate_pps,
		.bandwidth_bps = o->common.bandwidth_bps.value,
		.probes = (unsigned)o->probes.value,
		.max_targets = o->common.replay == NULL ? p->max_targets : 0,
		.max_runtime_ns = (int64_t)o->max_runtime_s.value * NS_PER_S,
		.counters = &p->counters,
	    },
	    &p->sender);
}

static int
give_privileges_away(const struct probe *p, struct text *why)
{
	struct privileges plan;
	int rc = privileges_choose(p->options->common.user, &plan, why);
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
		.fields = &p->fields,
		.max_records = p->options->max_results.value,
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
		.targets = &p->targets,
		.filter = &p->filter,
		.batches = &p->batches,
		.counters = &p->counters,
	    },
	    &p->receiver);
	return rc < 0 ? rc : probe_sender_start(p->sender);
}

static void
free_all(struct probe *p)
{
	void *batch;
	probe_sender_free(p->sender);
	probe_receiver_stop(p->receiver);
	probe_writer_stop(p->writer);
	while (
	    p->batches.slot != NULL && (batch = ring_pop(&p->batches)) != NULL)
		free(batch);
	ring_fini(&p->batches);
	network_close(&p->network);
	(void)line_file_close(p->output);
	probe_metadata_close(p->metadata);
	probe_targets_fini(&p->targets);
	target_space_free(p->space);
	blocklist_free(p->blocklist);
	free(p);
}

int
probe_open(const struct probe_options *options, int argc, char *argv[],
    const atomic_bool *stopping, struct probe **out, struct text *why)
{
	struct probe *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	p->options = options;
	p->argc = argc;
	p->argv = argv;
	halt_init(&p->halt, stopping);
	p->began_ns = clock_monotonic_ns();
	p->began_real_ns = clock_realtime_ns();
	int rc = read_input(p, why);
	if (rc == 0)
		rc = open_output(p, why);
	if (rc == 0)
		rc = open_network(p, why);
	if (rc == 0)
		rc = ring_init(&p->batches, BATCH_SLOTS);
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
	uint64_t most = p->options->max_results.value;
	return most > 0 && counted(&p->counters.records) >= most;
}

bool
probe_has_ended(struct probe *p, int64_t now_ns)
{
	if (halt_is_due(&p->halt) || has_enough(p))
		return true;
	if (p->options->common.replay != NULL)
		return link_has_ended(p->network.link);
	if (!atomic_load(&p->counters.sending_ended))
		return false;
	if (p->ended_ns == 0)
		p->ended_ns = now_ns;
	int64_t cooldown_ns =
	    p->options->common.dry_run
		? 0
		: (int64_t)p->options->cooldown_s.value * NS_PER_S;
	return now_ns - p->ended_ns >= cooldown_ns;
}

static int
write_metadata(struct probe *p, int rc)
{
	struct link_info link;
	struct link_stats stats;
	link_describe(p->network.link, &link);
	link_stats(p->network.link, &stats);
	return probe_metadata_write(p->metadata,
	    &(struct probe_outcome){
		.argc = p->argc,
		.argv = p->argv,
		.contact = p->options->common.contact,
		.interface = p->network.interface,
		.link = &link,
		.stats = &stats,
		.counters = &p->counters,
		.seed = p->seed,
		.shards = p->targets.shards,
		.shard = p->targets.shard,
		.targets = p->max_targets,
		.rate_pps = p->rate_pps,
		.bandwidth_bps = p->options->common.bandwidth_bps.value,
		.probes = p->options->probes.value,
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
	    .places = p->max_targets * p->options->probes.value,
	    .began_ns = p->began_ns,
	    .cooling = p->ended_ns != 0,
	};
}
