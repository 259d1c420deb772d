#include "probe_input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static int
read_meaning(struct probe_plan *plan, const struct probe_options *o,
    struct probe_ports *ports, struct text *why)
{
	const char *bad;
	int rc = common_options_check_conduct(&o->common, why);
	if (rc < 0)
		return rc;
	if (!probe_ports_parse(o->target_ports, ports))
		text_addf(why,
		    "-p %s: a list of ports such as 25,587 or 80-90, each once",
		    o->target_ports);
	else if (!port_range_parse(o->source_ports, &plan->network.ports))
		text_addf(why,
		    "-s %s: a port or a range FIRST-LAST, from 1024 to 65535",
		    o->source_ports);
	else if (!probe_filter_parse(o->filter, &plan->filter))
		text_addf(why,
		    "--output-filter \"%s\": terms such as success = 1, "
		    "repeat = 0, cooldown = 0, joined by &&",
		    o->filter);
	else if (!probe_fields_parse(o->fields, &plan->fields, &bad)) {
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
make_space(
    struct probe_input *in, const struct probe_options *o, struct text *why)
{
	struct prefix_set asked;
	prefix_set_init(&asked);
	int rc = read_asked(o, &asked, why);
	if (rc == 0) {
		prefix_set_seal(&asked);
		rc = target_space_new(&asked, blocklist_allowed(in->blocklist),
		    blocklist_blocked(in->blocklist), &in->space, why);
	}
	prefix_set_fini(&asked);
	return rc;
}

/* "1000", or a share of all such as "0.5%". */
static int
choose_max_targets(
    const char *asked, uint64_t count, uint64_t *out, struct text *why)
{
	char *end;
	*out = count;
	if (asked == NULL)
		return 0;
	double n = strtod(asked, &end);
	if (*end == '%' && end[1] == '\0')
		n = n / 100 * (double)count;
	if (end == asked || (*end != '\0' && *end != '%') || !(n >= 0)) {
		text_addf(why, "-n %s: a number of targets, or a share: 0.5%%",
		    asked);
		return -EINVAL;
	}
	if (n < (double)count)
		*out = (uint64_t)n;
	return 0;
}

static int
read_targets(struct probe_input *in, const struct probe_options *o,
    const struct probe_ports *ports, struct text *why)
{
	int rc = common_options_blocklist(&o->common, &in->blocklist, why);
	in->plan.blocklist = in->blocklist;
	if (rc == 0)
		rc = make_space(in, o, why);
	if (rc == 0)
		rc = probe_targets_init(&in->targets, in->space, ports,
		    in->plan.seed, o->common.shards.value,
		    o->common.shard.value, why);
	if (rc == 0)
		rc = choose_max_targets(o->max_targets,
		    probe_targets_of_shard(&in->targets), &in->plan.max_targets,
		    why);
	return rc;
}

/* The first address and the last are of both families, if both are there. */
static void
find_destination(const struct target_space *space, struct destination *out)
{
	const struct addr ends[] = {target_space_at(space, 0),
	    target_space_at(space, target_space_count(space) - 1)};
	*out = (struct destination){0};
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		int family = addr_is_v4(&ends[i]) ? NETWORK_V4 : NETWORK_V6;
		out->addr[family] = ends[i];
		out->has[family] = true;
	}
}

/* A capture on standard output leaves no room for records, and has none. */
static const char *
output_of(const struct probe_options *o)
{
	return o->common.dry_run && strcmp(o->output, "-") == 0 ? "/dev/null"
								: o->output;
}

/* What needs no reading, as it is. */
static struct probe_plan
plan_of(const struct probe_options *o)
{
	return (struct probe_plan){
	    .probes = (unsigned)o->probes.value,
	    .rate_pps = common_options_rate(&o->common, &o->rate_pps),
	    .bandwidth_bps = o->common.bandwidth_bps.value,
	    .max_runtime_ns = (int64_t)o->max_runtime_s.value * NS_PER_S,
	    .cooldown_ns =
		o->common.dry_run ? 0 : (int64_t)o->cooldown_s.value * NS_PER_S,
	    .max_results = o->max_results.value,
	    .user = o->common.user,
	    .output = output_of(o),
	    .metadata = o->metadata,
	    .contact = o->common.contact,
	};
}

static int
read_all(
    struct probe_input *in, const struct probe_options *o, struct text *why)
{
	struct probe_ports ports;
	struct probe_plan *plan = &in->plan;
	int rc = network_input_read(&in->network, &o->common, why);
	if (rc < 0)
		return rc;
	plan->network = in->network.config;
	plan->network.rate_pps = plan->rate_pps;
	plan->network.destination = &in->destination;
	plan->targets = &in->targets;
	rc = read_meaning(plan, o, &ports, why);
	if (rc == 0)
		rc = common_options_seed(&o->common, &plan->seed);
	if (rc == 0)
		rc = read_targets(in, o, &ports, why);
	if (rc == 0)
		find_destination(in->space, &in->destination);
	return rc;
}

int
probe_input_read(
    struct probe_input *in, const struct probe_options *o, struct text *why)
{
	*in = (struct probe_input){.plan = plan_of(o)};
	int rc = read_all(in, o, why);
	if (rc < 0) {
		if (why->len == 0)
			text_add(why, strerror(-rc));
		probe_input_fini(in);
	}
	return rc;
}

void
probe_input_fini(struct probe_input *in)
{
	probe_targets_fini(&in->targets);
	target_space_free(in->space);
	blocklist_free(in->blocklist);
	*in = (struct probe_input){0};
}
