#include "verdict_line.h"

#include <stdlib.h>

#include "judge.h"
#include "output/record/verdict.h"

static const enum fix_action actions[] = {
    [PATCH_TLSA] = FIX_REPLACE_TLSA,
    [PATCH_DS] = FIX_PUBLISH_DS,
    [PATCH_SIGN] = FIX_SIGN_ZONE,
};

/* `steps` has room for PATCHES_MAX.  Gives how many there are. */
static size_t
set_fix(const struct patches *fix, struct fix_step *steps)
{
	for (size_t i = 0; i < fix->count; i++) {
		const struct patch *p = &fix->at[i];
		const struct rrset *set = p->rrset;
		steps[i] = (struct fix_step){.action = actions[p->kind]};
		if (p->kind == PATCH_SIGN) {
			steps[i].name = p->zone;
			continue;
		}
		steps[i].name = set->owner;
		steps[i].data = set->rdata;
		steps[i].data_count = set->count;
	}
	return fix->count;
}

static void
set_records(const struct host_verdict *h, struct verdict_tlsa *out)
{
	for (size_t i = 0; i < h->record_count; i++) {
		const struct record_verdict *r = &h->records[i];
		const struct tlsa *t = &r->tlsa;
		out[i] = (struct verdict_tlsa){
		    .usage = t->usage,
		    .selector = t->selector,
		    .mtype = t->mtype,
		    .data = {t->data.bytes, t->data.len},
		    .usable = t->usable,
		    .matched = r->matched,
		    .reason = r->reason,
		    .miss = r->miss,
		    .detail = r->detail,
		};
	}
}

static struct verdict_twin
twin_of(const struct address_verdict *a)
{
	const struct host_session *s = a->twin;
	if (s == NULL)
		return (struct verdict_twin){.key = LEAF_KEY_ANY};
	return (struct verdict_twin){
	    .key = s->twin,
	    .status = s->status,
	    .matched = a->twin_matched,
	    .chain = s->chain,
	    .chain_count = s->chain_count,
	};
}

static void
set_addresses(const struct host_verdict *h, struct verdict_address *out)
{
	for (size_t i = 0; i < h->address_count; i++) {
		const struct address_verdict *a = &h->addresses[i];
		out[i] = (struct verdict_address){
		    .ip = &a->session->ip,
		    .status = a->session->status,
		    .same_as = a->session->same_as,
		    .rx_ns = a->session->rx_ns,
		    .matched = a->matched,
		    .record = a->record,
		    .depth = (uint64_t)a->depth,
		    .cert = a->has_cert ? a->cert : NULL,
		    .reason = a->reason,
		    .tls = a->session->tls,
		    .chain = a->session->chain,
		    .chain_count = a->session->chain_count,
		    .twin = twin_of(a),
		};
	}
}

static void
add_host(struct text *line, const char *run_id, const struct host_judgement *r,
    struct verdict_tlsa *records, struct verdict_address *addresses)
{
	const struct host_verdict *h = &r->verdict;
	struct fix_step fix[PATCHES_MAX];
	set_records(h, records);
	set_addresses(h, addresses);
	verdict_record_add_host(line,
	    &(struct verdict_host_record){
		.run_id = run_id,
		.host = h->host,
		.domains = h->domains,
		.address = {h->address, h->address_status, h->address_rx_ns},
		.tlsa_base = h->tlsa_base,
		.tlsa = {h->tlsa, h->tlsa_status, h->tlsa_last_ns},
		.ttl_s = h->tlsa_ttl_s,
		.records = records,
		.record_count = h->record_count,
		.addresses = addresses,
		.address_count = h->address_count,
		.matched = h->matched,
		.partial = h->partial,
		.twins = h->twins,
		.soa = r->soa,
		.ds_signals = r->ds_signals,
		.outcome = h->outcome,
		.forecast = r->forecast,
		.renewal = r->renewal,
		.past_renewals = r->past_renewals,
		.fix = fix,
		.fix_count = set_fix(&r->fix, fix),
	    });
}

void
verdict_line_add_host(
    struct text *line, const char *run_id, const struct host_judgement *r)
{
	const struct host_verdict *h = &r->verdict;
	struct verdict_tlsa *records =
	    calloc(h->record_count + 1, sizeof(*records));
	struct verdict_address *addresses =
	    calloc(h->address_count + 1, sizeof(*addresses));
	if (records != NULL && addresses != NULL)
		add_host(line, run_id, r, records, addresses);
	else
		line->failed = true;
	free(records);
	free(addresses);
}

static void
add_domain(struct text *line, const char *run_id,
    const struct domain_judgement *r, struct verdict_domain_host *hosts)
{
	const struct domain_verdict *d = &r->verdict;
	const struct domain_mail *mail = d->mail;
	struct fix_step fix[PATCHES_MAX];
	for (size_t i = 0; i < mail->host_count; i++)
		hosts[i] = (struct verdict_domain_host){mail->hosts[i].host,
		    mail->hosts[i].preference, *mail->hosts[i].outcome};
	verdict_record_add_domain(line,
	    &(struct verdict_domain_record){
		.run_id = run_id,
		.domain = mail->domain,
		.zone = d->zone,
		.mx = {mail->mx->state, mail->mx->status, mail->mx->last_ns},
		.hosts = hosts,
		.host_count = mail->host_count,
		.outcome = d->outcome,
		.host = d->host,
		.policy = r->policy,
		.ds_signals = r->ds_signals,
		.forecast = r->forecast,
		.fix = fix,
		.fix_count = set_fix(&r->fix, fix),
	    });
}

void
verdict_line_add_domain(
    struct text *line, const char *run_id, const struct domain_judgement *r)
{
	struct verdict_domain_host *hosts =
	    calloc(r->verdict.mail->host_count + 1, sizeof(*hosts));
	if (hosts != NULL)
		add_domain(line, run_id, r, hosts);
	else
		line->failed = true;
	free(hosts);
}
