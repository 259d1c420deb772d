#include "estimate.h"

#include <errno.h>
#include <stdlib.h>

#include "scanner/dns/address_list.h"
#include "scanner/dns/domains.h"
#include "scanner/dns/name_table.h"
#include "scanner/engine/server_rates.h"

/* In hundredths, unless a unit is named: where they are from, growth.md says.
 */
enum {
	MAIL_HOSTS = 40,     /* for a domain */
	ADDRESSES = 150,     /* for a mail host */
	PACKETS = 140,       /* for a DNS record */
	CERTIFICATES = 40,   /* for a session */
	ADDRESS_TYPES = 200, /* A and AAAA, for a name server */
	HOST_TYPES = 300,    /* A, AAAA and TLSA, for a mail host */
	CHAIN = 400,         /* records for a signed zone: it, and hosts' */
	LISTED_SIGNED = 50,  /* of what stands in a list */
	SESSION_PACKETS = 14,
	READ_PACKETS = 9, /* where the chain is read, and no more */
	OPEN_PACKETS = 2, /* where the port is open: a SYN, a RST */
	TWINS = 90, /* sessions with an RSA or an ECDSA leaf, which have two */
	PACKET_BYTES = 92,
	DELEGATION_BYTES = 40,
	DNS_BYTES = 125,
	SESSION_BYTES = 75,
	CERTIFICATE_BYTES = 1000, /* of RSA; 280 of EC */
	STAGES_WAIT_S = 60,       /* for who is silent */
};

enum { ADDRESSES_MAX = 16 }; /* of one host; no more are asked */

static uint64_t
hundredths(uint64_t n, unsigned of)
{
	return n * of / 100;
}

static bool
has_stage(const struct scan_plan *p, enum stage stage)
{
	return (p->stages & 1u << stage) != 0;
}

/* Questions to the servers of a domain, its mail hosts' among them. */
static double
questions_of(const struct scan_plan *p, bool is_signed)
{
	double n = 0;
	if (has_stage(p, STAGE_DOMAINS))
		n += 1;
	if (has_stage(p, STAGE_HOSTS))
		n += MAIL_HOSTS / 100.0 * HOST_TYPES / 100.0;
	if (has_stage(p, STAGE_TYPES))
		n += p->types.count + (is_signed ? p->types.policy_count : 0);
	if (has_stage(p, STAGE_CHAIN) && is_signed)
		n += 1; /* DNSKEY */
	return n;
}

static void
share(double *load, const uint32_t *ns, uint32_t count, double questions)
{
	for (uint32_t i = 0; i < count; i++)
		load[ns[i]] += questions / count;
}

/* What each name server has to answer; a zone's own have the DS questions. */
static void
add_loads(const struct scan_plan *p, double *load, struct scan_estimate *e)
{
	const struct delegations *all = p->delegations;
	bool asks_ds = has_stage(p, STAGE_CHAIN);
	for (uint32_t i = 0; i < delegations_count(all); i++) {
		struct delegation d;
		struct delegation_zone zone;
		delegations_get(all, i, &d);
		share(load, d.ns, d.ns_count, questions_of(p, d.has_ds));
		e->signed_domains += d.has_ds;
		if (!d.has_ds || !asks_ds)
			continue;
		delegations_zone(all, d.zone, &zone);
		share(load, zone.ns, zone.ns_count, 1);
	}
}

/* Questions a second to an address of a host, or to one of any address. */
static uint64_t
rate_of(const struct scan_plan *p, const struct dns_name *host,
    const struct addr *at)
{
	uint32_t by_address = 0, by_name = 0;
	if (p->server_rates != NULL && at != NULL)
		by_address = server_rates_of_address(p->server_rates, at);
	if (p->server_rates != NULL)
		by_name = server_rates_of_name(p->server_rates, host);
	if (by_address == 0 && by_name == 0)
		return p->server_rate_qps;
	if (by_address == 0 || by_name == 0)
		return by_address + by_name;
	return by_address < by_name ? by_address : by_name;
}

/* The lowest rate that holds for one of a host's addresses; 0: no bound. */
static uint64_t
lowest_rate(
    const struct scan_plan *p, uint32_t host, const struct dns_name *name)
{
	struct delegation_address at[ADDRESSES_MAX];
	unsigned n =
	    delegations_addresses(p->delegations, host, at, ADDRESSES_MAX);
	uint64_t lowest = rate_of(p, name, n > 0 ? &at[0].addr : NULL);
	for (unsigned i = 1; i < n && i < ADDRESSES_MAX; i++) {
		uint64_t rate = rate_of(p, name, &at[i].addr);
		if (rate < lowest)
			lowest = rate;
	}
	return lowest;
}

/*
 * A server's addresses share its questions; of one without any, one does all.
 * The slowest is who has most to answer for its rate.
 */
static void
find_slowest(
    const struct scan_plan *p, const double *load, struct scan_estimate *e)
{
	double longest = 0;
	for (uint32_t h = 0; h < delegations_hosts(p->delegations); h++) {
		unsigned n = delegations_addresses(p->delegations, h, NULL, 0);
		double each = load[h] / (n > 0 ? n : 1) / (double)p->shards;
		struct dns_name name;
		delegations_host_name(p->delegations, h, &name);
		uint64_t rate = lowest_rate(p, h, &name);
		double seconds = each / (double)(rate > 0 ? rate : 1);
		e->without_address += n == 0;
		if (seconds <= longest)
			continue;
		longest = seconds;
		e->slowest = name;
		e->slowest_questions = (uint64_t)each;
		e->server_s = rate > 0 ? (uint64_t)seconds : 0;
	}
}

static int
take_zones(const struct scan_plan *p, struct scan_estimate *e)
{
	e->name_servers = delegations_hosts(p->delegations);
	double *load = calloc(e->name_servers + 1, sizeof(*load));
	if (load == NULL)
		return -ENOMEM;
	add_loads(p, load, e);
	find_slowest(p, load, e);
	free(load);
	e->signed_domains /= p->shards;
	return 0;
}

static uint64_t
listed_addresses(const struct scan_plan *p)
{
	return p->addresses != NULL
		   ? address_list_count(p->addresses) / p->shards
		   : 0;
}

static uint64_t
sessions_of(const struct scan_plan *p, uint64_t targets)
{
	bool twins = p->twins && !p->smtp_syn && !p->certificate_only;
	return targets + (twins ? hundredths(targets, TWINS) : 0);
}

/* PTR of each address, which most often names its host, and NS. */
static uint64_t
reach_of(
    const struct scan_plan *p, const struct scan_estimate *e, uint64_t hosts)
{
	return hundredths(hosts, ADDRESSES) +
	       (p->smtp_all ? e->domains : e->signed_domains);
}

static void
count_records(const struct scan_plan *p, struct scan_estimate *e)
{
	e->domains = domains_count(&p->domains) / p->shards;
	if (has_stage(p, STAGE_DOMAINS))
		e->mail_hosts = hundredths(e->domains, MAIL_HOSTS);
	if (p->host_list != NULL)
		e->mail_hosts = name_table_count(p->host_list) / p->shards;
	/* TLSA counts in signed zones alone; a list of hosts knows why. */
	bool is_list = p->host_list != NULL || p->domains.list != NULL;
	uint64_t listed = p->host_list != NULL ? e->mail_hosts : e->domains;
	if (is_list)
		e->signed_domains = hundredths(listed, LISTED_SIGNED);
	uint64_t swept = e->mail_hosts;
	if (!p->smtp_all && p->host_list == NULL && e->domains > 0)
		swept = e->mail_hosts * e->signed_domains / e->domains;
	const uint64_t records[STAGE_COUNT] = {
	    [STAGE_SERVERS] = hundredths(e->without_address, ADDRESS_TYPES),
	    [STAGE_DOMAINS] = e->domains,
	    [STAGE_HOSTS] = hundredths(e->mail_hosts, HOST_TYPES),
	    [STAGE_TYPES] = e->domains * p->types.count +
			    e->signed_domains * p->types.policy_count +
			    (p->reach ? reach_of(p, e, swept) : 0),
	    [STAGE_CHAIN] = hundredths(e->signed_domains, CHAIN),
	    [STAGE_SMTP] = sessions_of(
		p, hundredths(swept, ADDRESSES) + listed_addresses(p)),
	};
	for (unsigned i = 0; i < STAGE_COUNT; i++)
		e->records[i] = has_stage(p, (enum stage)i) ? records[i] : 0;
}

/* In hundredths. */
static uint64_t
packets_of(const struct scan_estimate *e, enum stage stage)
{
	return stage == STAGE_SMTP ? e->session_packets * 100
				   : e->records[stage] * PACKETS;
}

static unsigned
packets_of_session(const struct scan_plan *p)
{
	if (p->smtp_syn)
		return OPEN_PACKETS;
	return p->certificate_only ? READ_PACKETS : SESSION_PACKETS;
}

/* Records: a list's are of the domains that are delegated, at most all. */
static uint64_t
delegations_of(const struct scan_plan *p, const struct scan_estimate *e)
{
	bool is_list = p->domains.list != NULL && p->rescan == NULL;
	return is_list ? e->domains
		       : delegations_count(p->delegations) / p->shards;
}

static void
sum_up(const struct scan_plan *p, struct scan_estimate *e)
{
	uint64_t dns = 0, sessions = e->records[STAGE_SMTP];
	e->session_packets = sessions * packets_of_session(p);
	uint64_t packets = packets_of(e, STAGE_SMTP);
	for (unsigned i = 0; i < STAGE_SMTP; i++) {
		dns += e->records[i];
		packets += packets_of(e, (enum stage)i);
	}
	e->packets = packets / 100;
	e->sent_bytes = e->packets * PACKET_BYTES;
	e->disk_bytes = delegations_of(p, e) * DELEGATION_BYTES +
			dns * DNS_BYTES + sessions * SESSION_BYTES +
			hundredths(sessions, CERTIFICATES) * CERTIFICATE_BYTES;
	if (p->rate_pps > 0)
		e->rate_s = e->packets / p->rate_pps;
	if (p->bandwidth_bps > 0)
		e->bandwidth_s = e->sent_bytes * 8 / p->bandwidth_bps;
}

int
scan_estimate_make(const struct scan_plan *plan, struct scan_estimate *out)
{
	*out = (struct scan_estimate){0};
	int rc = take_zones(plan, out);
	if (rc < 0)
		return rc;
	count_records(plan, out);
	sum_up(plan, out);
	return 0;
}

uint64_t
scan_estimate_seconds(const struct scan_estimate *e)
{
	uint64_t longest = e->rate_s;
	if (e->bandwidth_s > longest)
		longest = e->bandwidth_s;
	if (e->server_s > longest)
		longest = e->server_s;
	return longest + STAGES_WAIT_S;
}

double
scan_estimate_behind(const struct scan_estimate *e, enum stage stage)
{
	uint64_t own = packets_of(e, stage), behind = 0;
	for (unsigned i = stage + 1u; i < STAGE_COUNT; i++)
		behind += packets_of(e, (enum stage)i);
	return own > 0 ? (double)behind / (double)own : 0;
}
