#include "scan_input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "chain_fit.h"
#include "identity.h"
#include "output/record/stage.h"
#include "scanner/engine/receiver.h"
#include "scanner/dns/name_list.h"

/* What is in the file is wrong, or the machine: else it is no such file. */
static int
zone_code(int rc)
{
	bool damaged = rc == -EINVAL || rc == -EEXIST || rc == -EFBIG ||
		       rc == -EIO || rc == -ENOMEM;
	return damaged ? EXIT_CODE_DAMAGED : EXIT_CODE_NOT_BEGUN;
}

static int
read_zones(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	struct delegations *d = delegations_new();
	in->plan.delegations = d;
	in->plan.domains.delegations = d;
	if (d == NULL)
		return EXIT_CODE_DAMAGED;
	int rc = zone_files_read(&in->zones, &o->zones, o->lenient, d, why);
	in->plan.zones = in->zones.zones.at;
	in->plan.zone_count = in->zones.zones.count;
	return rc < 0 ? zone_code(rc) : 0;
}

/* `path` NULL: there is no such list. */
static int
read_list(
    const char *path, bool lenient, struct name_table **out, struct text *why)
{
	if (path == NULL)
		return 0;
	int rc = name_list_read(
	    &(struct name_list_source){.path = path, .lenient = lenient}, out,
	    why);
	if (rc < 0)
		return rc;
	if (why->len > 0) /* what was left out */
		log_line("%s", why->bytes);
	text_clear(why);
	return 0;
}

static int
read_lists(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	if (read_list(o->domains, o->lenient, &in->domain_list, why) < 0 ||
	    read_list(o->hosts, o->lenient, &in->host_list, why) < 0)
		return EXIT_CODE_NOT_BEGUN;
	in->plan.domains.list = in->domain_list;
	in->plan.host_list = in->host_list;
	return 0;
}

static int
read_network(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	struct scan_plan *plan = &in->plan;
	if (network_input_read(&in->network, &o->common, why) < 0 ||
	    destination_read(o->root_hints, &in->destination, why) < 0)
		return EXIT_CODE_NOT_BEGUN;
	plan->network = in->network.config;
	plan->network.ports = plan->ports.all;
	plan->network.rate_pps = plan->rate_pps;
	plan->network.destination = &in->destination;
	return 0;
}

static int
read_blocklist(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	int rc = common_options_blocklist(&o->common, &in->blocklist, why);
	in->plan.blocklist = in->blocklist;
	return rc < 0 ? EXIT_CODE_NOT_BEGUN : 0;
}

/* Stages that have no target when one starts from a list. */
static unsigned
skipped(const struct scan_options *o)
{
	unsigned before_domains = 1u << STAGE_SERVERS;
	if (o->domains != NULL)
		return before_domains;
	if (o->hosts != NULL)
		return before_domains | 1u << STAGE_DOMAINS;
	return 0;
}

/* Without an anchor nobody can say what is bogus. */
static int
read_anchor(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	if (o->trust_anchor == NULL) {
		in->plan.stages &= ~(1u << STAGE_AGAIN);
		return 0;
	}
	if (again_judge_init(&in->again, o->trust_anchor, why) < 0)
		return EXIT_CODE_NOT_BEGUN;
	in->plan.again = &in->again.source;
	return 0;
}

static int
read_meaning(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	if (!stage_list_parse(o->stages, &in->plan.stages)) {
		text_addf(why,
		    "--stages %s: a list of servers, domains, hosts, chain, "
		    "smtp, again",
		    o->stages);
		return EXIT_CODE_NOT_BEGUN;
	}
	in->plan.stages &= ~skipped(o);
	if (read_anchor(in, o, why) != 0)
		return EXIT_CODE_NOT_BEGUN;
	if (!ports_parse(o->source_ports, &in->plan.ports)) {
		text_addf(why,
		    "--source-port %s: a range FIRST-LAST of 64 ports or "
		    "more, from 1024 to 65535",
		    o->source_ports);
		return EXIT_CODE_NOT_BEGUN;
	}
	if (common_options_seed(&o->common, &in->plan.seed) < 0)
		return EXIT_CODE_NOT_BEGUN;
	return 0;
}

static int
check_conduct(
    const struct scan_input *in, const struct scan_options *o, struct text *why)
{
	if (common_options_check_conduct(&o->common, why) < 0)
		return EXIT_CODE_NOT_BEGUN;
	if ((in->plan.stages & 1u << STAGE_SMTP) != 0 && o->ehlo == NULL) {
		text_add(why, "say your own host name for EHLO: --ehlo NAME");
		return EXIT_CODE_NOT_BEGUN;
	}
	const char *fault =
	    o->ehlo != NULL ? identity_ehlo_fault(o->ehlo) : NULL;
	if (fault != NULL) {
		text_addf(why, "--ehlo %.64s: %s", o->ehlo, fault);
		return EXIT_CODE_NOT_BEGUN;
	}
	return 0;
}

static unsigned
worker_count(const struct scan_options *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (o->workers.given)
		return (unsigned)o->workers.value;
	if (cores < 1)
		return 1;
	return cores < RECEIVER_WORKERS_MAX ? (unsigned)cores
					    : RECEIVER_WORKERS_MAX;
}

/* What needs no reading, as it is. */
static struct scan_plan
plan_of(const struct scan_options *o)
{
	return (struct scan_plan){
	    .implicit_mx = o->implicit_mx,
	    .smtp_all = o->smtp_all,
	    .chain_fit = chain_fit,
	    .shards = o->common.shards.value,
	    .shard = o->common.shard.value,
	    .rate_pps = common_options_rate(&o->common, &o->rate_pps),
	    .bandwidth_bps = o->common.bandwidth_bps.value,
	    .server_rate_qps = o->server_rate_qps.value,
	    .probes = (unsigned)o->probes.value,
	    .cooldown_s = (unsigned)o->cooldown_s.value,
	    .workers = worker_count(o),
	    .max_sessions = (unsigned)o->max_sessions.value,
	    .root_hints = o->root_hints,
	    .ehlo = o->ehlo,
	    .user = o->common.user,
	    .output_dir = o->output_dir,
	};
}

int
scan_input_read(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	*in = (struct scan_input){.plan = plan_of(o)};
	int code = read_meaning(in, o, why);
	if (code == 0)
		code = check_conduct(in, o, why);
	if (code == 0)
		code = read_network(in, o, why);
	if (code == 0)
		code = read_blocklist(in, o, why);
	if (code == 0)
		code = read_zones(in, o, why);
	if (code == 0)
		code = read_lists(in, o, why);
	if (code != 0)
		scan_input_fini(in);
	return code;
}

void
scan_input_fini(struct scan_input *in)
{
	again_judge_fini(&in->again);
	delegations_free(in->plan.delegations);
	zone_files_fini(&in->zones);
	name_table_free(in->domain_list);
	name_table_free(in->host_list);
	blocklist_free(in->blocklist);
	*in = (struct scan_input){0};
}
