#include <errno.h>

#include "base/clock.h"
#include "dns/tlsa_name.h"
#include "scanner/dns/address_list.h"
#include "scanner/dns/tlsa_sets.h"
#include "scanner/smtp/syn_silence.h"
#include "self_check.h"
#include "session_log.h"
#include "stage_work.h"

/* What an earlier start left of a host. */
struct host_rest {
	struct addr repeat_at;
	struct smtp_twin twins[HOST_ADDRESSES_MAX];
};

/* The session for this address's other certificate, if that is still to be. A
 * session that is repeated there will ask for it by itself. */
static void
take_twin(const struct stage_work *w, const struct addr *at,
    struct host_rest *rest, struct smtp_host *host)
{
	enum leaf_key leaf = session_log_twin(w->sessions, host->name, at);
	if (leaf != LEAF_KEY_ANY &&
	    (host->repeat_at == NULL || !addr_equal(host->repeat_at, at)))
		rest->twins[host->twin_count++] = (struct smtp_twin){*at, leaf};
}

/* Leaves out the addresses that have their record; gives how many are left. */
static unsigned
leave_recorded_out(const struct stage_work *w,
    struct addr addresses[HOST_ADDRESSES_MAX], struct host_rest *rest,
    struct smtp_host *host)
{
	unsigned left = 0;
	for (unsigned i = 0; i < host->address_count; i++)
		if (session_log_has(w->sessions, host->name, &addresses[i]))
			take_twin(w, &addresses[i], rest, host);
		else
			addresses[left++] = addresses[i];
	return left;
}

/* What an earlier start left of it.  False: nothing. */
static bool
take_what_is_left(const struct stage_work *w, struct smtp_host *host,
    struct addr addresses[HOST_ADDRESSES_MAX], struct host_rest *rest)
{
	bool had_none = host->address_count == 0;
	if (w->sessions == NULL)
		return true;
	enum session_repeat repeat =
	    session_log_repeat(w->sessions, host->name, &rest->repeat_at);
	host->repeated = repeat == SESSION_REPEAT_DONE;
	host->repeat_at =
	    repeat == SESSION_REPEAT_DUE ? &rest->repeat_at : NULL;
	host->twins = rest->twins;
	host->address_count = leave_recorded_out(w, addresses, rest, host);
	return host->address_count > 0 || host->repeat_at != NULL ||
	       host->twin_count > 0 ||
	       (had_none && !session_log_has(w->sessions, host->name, NULL));
}

/* All names on the way to its addresses. */
static unsigned
aliases_of(
    const struct hosts *h, uint32_t id, struct dns_name out[HOST_ALIASES_MAX])
{
	unsigned count = 0;
	while (
	    count < HOST_ALIASES_MAX && (id = hosts_alias(h, id)) != HOST_NONE)
		hosts_name(h, id, &out[count++]);
	return count;
}

static int
add_host(const struct stage_work *w, uint32_t id)
{
	struct hosts *h = w->findings->hosts;
	struct addr addresses[HOST_ADDRESSES_MAX];
	struct host_rest rest;
	struct dns_name name, sni, at, aliases[HOST_ALIASES_MAX];
	struct smtp_host host = {
	    .name = &name,
	    .sni = &sni,
	    .aliases = aliases,
	    .alias_count = aliases_of(h, id, aliases),
	    .addresses = addresses,
	    .address_count = hosts_take(h, id, addresses),
	};
	hosts_name(h, id, &name);
	hosts_name(h, hosts_tlsa_base(h, id), &sni);
	if (tlsa_name(&sni, &at))
		host.tlsa =
		    tlsa_sets_of(w->findings->tlsa, &at, &host.tlsa_len);
	return take_what_is_left(w, &host, addresses, &rest)
		   ? smtp_sweep_add(w->smtp, &host)
		   : 0;
}

/* All MX hosts, or those with TLSA records. */
static bool
is_target(const struct stage_work *w, uint32_t id)
{
	const struct hosts *h = w->findings->hosts;
	return hosts_is_mx(h, id) && (w->smtp_all || hosts_has_tlsa(h, id)) &&
	       hosts_has_more(h, id);
}

bool
stage_smtp_has_more(const struct stage_work *w)
{
	uint32_t count = hosts_count(w->findings->hosts);
	for (uint32_t id = 0; id < count; id++)
		if (is_target(w, id))
			return true;
	return false;
}

static int
add_address(const struct stage_work *w, const struct dns_name *name,
    const struct addr *at)
{
	struct smtp_twin twin = {.at = *at};
	struct smtp_host host = {.name = name, .sni = name, .twins = &twin};
	if (w->sessions == NULL || !session_log_has(w->sessions, name, at)) {
		host.addresses = at;
		host.address_count = 1;
	} else {
		twin.leaf = session_log_twin(w->sessions, name, at);
		host.twin_count = twin.leaf != LEAF_KEY_ANY;
	}
	return host.address_count + host.twin_count > 0
		   ? smtp_sweep_add(w->smtp, &host)
		   : 0;
}

/* Of a list, in this shard.  Their names, if any, are asked for by nobody. */
static int
add_listed(const struct stage_work *w)
{
	uint32_t count =
	    w->addresses != NULL ? address_list_count(w->addresses) : 0;
	int rc = 0;
	for (uint32_t i = (uint32_t)w->shard; i < count && rc == 0;
	     i += (uint32_t)w->shards) {
		struct dns_name name;
		struct addr at;
		(void)address_list_get(w->addresses, i, &at, &name);
		rc = add_address(w, &name, &at);
	}
	return rc;
}

static int
learn(void *ctx, const struct smtp_record *r)
{
	return smtp_sweep_learn(ctx, r);
}

/* What was not swept before.  The sweep keeps the targets. */
static int
plan(const struct stage_work *w, void **out)
{
	uint32_t count = hosts_count(w->findings->hosts);
	*out = NULL;
	for (uint32_t id = 0; id < count; id++) {
		int rc = is_target(w, id) ? add_host(w, id) : 0;
		if (rc < 0)
			return rc;
	}
	bool is_first = !smtp_sweep_has_round(w->smtp);
	int rc = is_first ? add_listed(w) : 0;
	if (rc == 0)
		rc = smtp_sweep_plan(w->smtp);
	if (rc == 0 && is_first && w->sessions != NULL)
		rc = session_log_tell(w->sessions, learn, w->smtp);
	return rc;
}

/* A key may have been replaced since stage hosts, and its records with it. */
static void
ask_tlsa(void *ctx, const struct dns_name *base)
{
	const struct stage_work *w = ctx;
	struct dns_question q = {.type = DNS_TLSA, .class = DNS_CLASS_IN};
	if (tlsa_name(base, &q.name))
		resolver_ask_anew(w->resolver, &q);
}

/* SYNs would leave a question nothing of a rate that they can use up. */
static bool
step(void *ctx)
{
	const struct stage_work *w = ctx;
	int64_t now_ns = clock_monotonic_ns();
	resolver_step(w->resolver, now_ns);
	sender_flush(w->sender, now_ns);
	return resolver_is_held_up(w->resolver);
}

/*
 * An earlier start asked TLSA beside each repeated session, or was about to.
 * Records lie apart: of those two one may be lost without the other.
 */
static void
ask_lost_tlsa(const struct stage_work *w)
{
	const struct hosts *h = w->findings->hosts;
	struct dns_question q = {.type = DNS_TLSA, .class = DNS_CLASS_IN};
	struct dns_name name, base;
	struct addr at;
	for (uint32_t id = 0; id < hosts_count(h); id++) {
		hosts_name(h, id, &name);
		hosts_name(h, hosts_tlsa_base(h, id), &base);
		if (session_log_repeat(w->sessions, &name, &at) !=
			SESSION_REPEAT_NONE &&
		    tlsa_name(&base, &q.name) &&
		    !stage_has_record(w, STAGE_SMTP, &q))
			resolver_ask_anew(w->resolver, &q);
	}
}

/* Port 25 is closed on the way out: none of it is recorded. */
static void
end_closed(const struct stage_work *w)
{
	w->self_check->port_25 = SELF_CHECK_BAD;
	self_check_fail(w->self_check, w->halt,
	    "port %u is closed on the way out: the first %d mail hosts sent no "
	    "SYN-ACK; scan from another network, or say --no-self-check",
	    w->smtp_port, SYN_SILENCE_MAX);
}

static void
sweep(const struct stage_work *w, const struct smtp_sweep_dns *dns)
{
	if (w->sessions != NULL && session_log_met_somebody(w->sessions))
		smtp_sweep_was_heard(w->smtp);
	int rc = smtp_sweep_run(w->smtp, dns);
	if (rc == -EHOSTUNREACH) {
		end_closed(w);
		return;
	}
	halt_fail(w->halt, rc);
	if (!self_check_is_wanted(w->self_check))
		return;
	if (smtp_sweep_has_heard(w->smtp))
		w->self_check->port_25 = SELF_CHECK_GOOD;
	else if (counted(&w->counters->syns_sent) > 0)
		w->self_check->port_25 = SELF_CHECK_DOUBTFUL; /* too few */
}

static void
run(const struct stage_work *w, void *planned)
{
	const struct smtp_sweep_dns dns = {
	    (void *)(uintptr_t)w, ask_tlsa, step};
	(void)planned;
	bool asks = stage_replay(w, STAGE_SMTP, NULL, NULL);
	stage_go_on(w, STAGE_SMTP, NULL, NULL);
	if (asks && w->sessions != NULL) {
		ask_lost_tlsa(w);
		session_log_settle(w->sessions);
	}
	sweep(w, &dns);
	stage_end_questions(w, STAGE_SMTP);
}

const struct stage_row stage_smtp = {plan, run, NULL};
