#include "scan_input.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/standard_input.h"
#include "chain_fit.h"
#include "dns/tlsa_name.h"
#include "identity.h"
#include "output/record/stage.h"
#include "rescan_source.h"
#include "scanner/dns/name_list.h"
#include "scanner/engine/server_rates.h"
#include "tls/tls_client.h"

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
	int rc = 0;
	if (o->zone_diff != NULL)
		rc = zone_choice_read(
		    &in->choice, o->zone_diff, o->zones.at[0], o->lenient, why);
	if (rc == 0)
		rc = zone_files_read(&in->zones, &o->zones, o->lenient,
		    o->zone_diff != NULL ? &in->choice : NULL, d, why);
	zone_choice_fini(&in->choice);
	in->plan.zones = in->zones.zones.at;
	in->plan.zone_count = in->zones.zones.count;
	return rc < 0 ? zone_code(rc) : 0;
}

/* Its path NULL: there is no such list. */
static int
read_list(const struct name_list_source *source, struct name_table **out,
    struct text *why)
{
	if (source->path == NULL)
		return 0;
	int rc = name_list_read(source, out, why);
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
	const struct name_list_source domains = {
	    .path = o->domains, .lenient = o->lenient};
	const struct name_list_source hosts = {.path = o->hosts,
	    .lenient = o->lenient,
	    .addresses = &in->addresses};
	if (read_list(&domains, &in->domain_list, why) < 0 ||
	    read_list(&hosts, &in->host_list, why) < 0)
		return EXIT_CODE_NOT_BEGUN;
	in->plan.addresses = &in->addresses;
	in->plan.domains.list = in->domain_list;
	in->plan.host_list = in->host_list;
	return 0;
}

/* A capture and records would be one mess. */
static int
check_standard_output(const struct scan_plan *plan, struct text *why)
{
	const char *capture = plan->network.capture;
	if (plan->output_dir != NULL || capture == NULL ||
	    strcmp(capture, "-") != 0 || strcmp(plan->output_stream, "-") != 0)
		return 0;
	text_add(why, "-o -: the capture goes to standard output; say where "
		      "with --link pcap:FILE, or leave -o away");
	return EXIT_CODE_NOT_BEGUN;
}

static int
read_rescan(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	const struct scan_earlier *earlier = in->plan.earlier;
	struct rescan_source source = {
	    .runs = &o->from,
	    .start_ns =
		earlier != NULL ? earlier->start_ns : clock_realtime_ns(),
	    .has_seed = o->common.seed.given,
	    .seed = o->common.seed.value,
	    .threads = (unsigned)o->workers.value,
	};
	int rc =
	    earlier != NULL
		? rescan_source_reread(&source, o->output_dir, &in->rescan, why)
		: rescan_source_read(&source, &in->rescan, &in->plan.seed, why);
	if (rc == 0)
		rc = rescan_list_names(
		    &in->rescan, &in->host_list, &in->domain_list);
	if (rc < 0)
		return EXIT_CODE_NOT_BEGUN;
	in->plan.rescan = &in->rescan;
	in->plan.domains.list = in->domain_list;
	in->plan.host_list = in->host_list;
	log_line("%zu hosts are looked at again, with %u next-hop domains; "
		 "%zu are dropped",
	    in->rescan.listed.count, name_table_count(in->domain_list),
	    in->rescan.dropped.count);
	return 0;
}

static int
read_network(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	struct scan_plan *plan = &in->plan;
	int rc = standard_input_keep(&plan->root_hints);
	if (rc < 0) {
		text_addf(why, "--root-hints: %s", strerror(-rc));
		return EXIT_CODE_NOT_BEGUN;
	}
	if (network_input_read(&in->network, &o->common, why) < 0 ||
	    destination_read(plan->root_hints, &in->destination, why) < 0)
		return EXIT_CODE_NOT_BEGUN;
	plan->network = in->network.config;
	plan->network.ports = plan->ports.all;
	plan->network.rate_pps = plan->rate_pps;
	plan->network.destination = &in->destination;
	/* Of a capture nobody answers. */
	plan->needs_roots = o->need_roots;
	plan->self_check = !o->no_self_check && plan->network.kind != LINK_PCAP;
	return check_standard_output(plan, why);
}

static int
read_server_rates(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	if (o->server_rates == NULL)
		return 0;
	int rc = server_rates_read(o->server_rates, &in->server_rates, why);
	in->plan.server_rates = in->server_rates;
	return rc < 0 ? EXIT_CODE_NOT_BEGUN : 0;
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
	if (o->domains != NULL || o->from.count > 0)
		return before_domains;
	if (o->hosts != NULL)
		return before_domains | 1u << STAGE_DOMAINS;
	return 0;
}

static enum policy_scope
scope_of(const struct scan_options *o)
{
	if (o->all_policies)
		return POLICIES_OF_ALL;
	return o->policies ? POLICIES_OF_DANE : POLICIES_OF_NONE;
}

/* The stages that have questions by it; others are left out. */
static int
read_types(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	struct domain_types *t = &in->plan.types;
	unsigned stage_types = 1u << STAGE_TYPES;
	const char *list = o->types != NULL ? o->types : "MX";

	if (!domain_types_parse(list, scope_of(o), t, why))
		return EXIT_CODE_NOT_BEGUN;
	if (t->count == 0 && t->policy_count == 0 && !o->reach)
		in->plan.stages &= ~stage_types;
	else if ((in->plan.stages & stage_types) == 0) {
		text_addf(why,
		    "--stages %s: stage types asks what --types, "
		    "--policies and --reach say: add it",
		    o->stages);
		return EXIT_CODE_NOT_BEGUN;
	}
	if (!t->mx)
		in->plan.stages &= ~(1u << STAGE_DOMAINS);
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
	in->again.every_server = o->every_server;
	in->plan.again = &in->again.source;
	return 0;
}

static int
read_meaning(
    struct scan_input *in, const struct scan_options *o, struct text *why)
{
	if (!stage_list_parse(o->stages, &in->plan.stages)) {
		text_addf(why,
		    "--stages %s: a list of servers, domains, hosts, types, "
		    "chain, smtp, again",
		    o->stages);
		return EXIT_CODE_NOT_BEGUN;
	}
	if (read_types(in, o, why) != 0)
		return EXIT_CODE_NOT_BEGUN;
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
	if (o->tls_groups != NULL &&
	    !tls_client_knows_groups(o->tls_groups, why)) {
		text_add(why, ": --tls-groups names groups, with commas");
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
	bool speaks = (in->plan.stages & 1u << STAGE_SMTP) != 0 &&
		      !scan_options_is_syn(o);
	if (speaks && o->ehlo == NULL) {
		text_add(why, "say your own host name for EHLO: --ehlo NAME");
		return EXIT_CODE_NOT_BEGUN;
	}
	const char *fault =
	    o->ehlo != NULL ? identity_ehlo_fault(o->ehlo) : NULL;
	if (fault != NULL) {
		text_addf(why, "--ehlo %.64s: %s", o->ehlo, fault);
		return EXIT_CODE_NOT_BEGUN;
	}
	fault = o->vantage != NULL ? identity_vantage_fault(o->vantage) : NULL;
	if (fault != NULL) {
		text_addf(why, "--vantage %.64s: %s", o->vantage, fault);
		return EXIT_CODE_NOT_BEGUN;
	}
	return 0;
}

/* What needs no reading, as it is. */
static struct scan_plan
plan_of(const struct scan_options *o)
{
	return (struct scan_plan){
	    .implicit_mx = o->implicit_mx,
	    .smtp_all = scan_options_is_all(o),
	    .reach = o->reach,
	    .smtp_syn = scan_options_is_syn(o),
	    .smtp_port = (uint16_t)o->smtp_port.value,
	    .certificate_only = strcmp(o->tls, "cert") == 0,
	    .tls_groups = o->tls_groups,
	    .twins = scan_options_is_twins(o),
	    .chain_fit = chain_fit,
	    .shards = o->common.shards.value,
	    .shard = o->common.shard.value,
	    .rate_pps = o->rate_pps.value,
	    .bandwidth_bps = o->common.bandwidth_bps.value,
	    .server_rate_qps = o->server_rate_qps.value,
	    .probes = (unsigned)o->probes.value,
	    .cooldown_s = (unsigned)o->cooldown_s.value,
	    .workers = (unsigned)o->workers.value,
	    .max_sessions = (unsigned)o->max_sessions.value,
	    .prefix_sessions = (unsigned)o->prefix_sessions.value,
	    .operator_sessions = (unsigned)o->operator_sessions.value,
	    .root_hints = o->root_hints,
	    .ehlo = o->ehlo,
	    .vantage = o->vantage,
	    .user = o->common.user,
	    .hears_nobody = o->common.dry_run && o->common.replay == NULL,
	    .output_dir = scan_options_has_stream(o) ? NULL : o->output_dir,
	    .output_stream = o->output_dir != NULL ? "-" : "/dev/null",
	};
}

int
scan_input_read(struct scan_input *in, const struct scan_options *o,
    const struct scan_earlier *earlier, struct text *why)
{
	*in = (struct scan_input){.plan = plan_of(o)};
	if (o->service.given) {
		tlsa_port_set((uint16_t)o->service.value);
		in->plan.smtp_port = tlsa_port();
	}
	in->plan.earlier = earlier;
	rescan_list_init(&in->rescan);
	int code = read_meaning(in, o, why);
	if (code == 0 && !o->estimate) /* which sends nothing */
		code = check_conduct(in, o, why);
	if (code == 0 && !o->estimate)
		code = read_network(in, o, why);
	if (code == 0)
		code = read_blocklist(in, o, why);
	if (code == 0)
		code = read_server_rates(in, o, why);
	if (code == 0)
		code = read_zones(in, o, why);
	if (code == 0)
		code = read_lists(in, o, why);
	if (code == 0 && o->from.count > 0)
		code = read_rescan(in, o, why);
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
	address_list_fini(&in->addresses);
	rescan_list_fini(&in->rescan);
	blocklist_free(in->blocklist);
	server_rates_free(in->server_rates);
	*in = (struct scan_input){0};
}
