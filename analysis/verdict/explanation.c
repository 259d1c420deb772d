#include "explanation.h"

#include "advice.h"
#include "analysis/dnssec/lookup.h"
#include "analysis/dnssec/zone.h"
#include "base/macros.h"
#include "client_outcome.h"
#include "dns/tlsa_name.h"
#include "explanation_mta_sts.h"
#include "explanation_policy.h"
#include "explanation_renewal.h"
#include "explanation_reach.h"
#include "explanation_session.h"
#include "explanation_text.h"
#include "signature_life.h"

enum { MAIL_PORT = 25 }; /* of others there are no senders, but clients */

/* What a person wants to know of an outcome, in a sentence. */
static const char *
sentence(enum sender_action s)
{
	static const char *const at_port[SENDER_COUNT] = {
	    [SENDER_INDETERMINATE] = "what a client would do is not known",
	    [SENDER_UNREACHABLE] = "no client can connect",
	    [SENDER_DEFER] = "a client that does DANE does not connect",
	    [SENDER_OPPORTUNISTIC] =
		"a client connects, with TLS that TLSA does not authenticate",
	    [SENDER_ENCRYPTED] =
		"a client connects encrypted, but TLSA does not say to whom",
	    [SENDER_AUTHENTICATED] =
		"a client connects encrypted and authenticated",
	};
	static const char *const texts[] = {
	    [SENDER_INDETERMINATE] = "what a sender would do is not known",
	    [SENDER_UNREACHABLE] = "no mail can be delivered",
	    [SENDER_DEFER] = "a sender that does DANE defers the mail",
	    [SENDER_OPPORTUNISTIC] =
		"a sender delivers, with TLS at best unauthenticated",
	    [SENDER_ENCRYPTED] =
		"a sender delivers encrypted, but cannot be sure to whom",
	    [SENDER_AUTHENTICATED] =
		"a sender delivers encrypted and authenticated",
	    [SENDER_NO_MAIL] = "takes no mail, and says so (RFC 7505)",
	};
	if (tlsa_port() != MAIL_PORT && at_port[s] != NULL)
		return at_port[s];
	return texts[s];
}

static enum explanation_colour
colour_of(enum sender_action s)
{
	switch (s) {
	case SENDER_AUTHENTICATED:
		return EXPLANATION_GREEN;
	case SENDER_UNREACHABLE:
	case SENDER_DEFER:
		return EXPLANATION_RED;
	case SENDER_INDETERMINATE:
	case SENDER_OPPORTUNISTIC:
	case SENDER_ENCRYPTED:
	case SENDER_NO_MAIL:
	case SENDER_COUNT:
		break;
	}
	return EXPLANATION_ORANGE;
}

/* The same in a word or two, behind a client's name. */
static const char *
client_verb(enum sender_action s)
{
	static const char *const verbs[] = {
	    [SENDER_INDETERMINATE] = "is not known",
	    [SENDER_UNREACHABLE] = "cannot deliver",
	    [SENDER_DEFER] = "defers",
	    [SENDER_OPPORTUNISTIC] = "delivers unauthenticated",
	    [SENDER_ENCRYPTED] = "delivers encrypted",
	    [SENDER_AUTHENTICATED] = "delivers authenticated",
	    [SENDER_NO_MAIL] = "does not deliver",
	};
	return verbs[s];
}

const char *
explanation_sentence(const struct outcome *o)
{
	/* A sender bounces such mail at once. */
	if (o->reason == REASON_NXDOMAIN)
		return "does not exist";
	return sentence(o->sender);
}

static void
add_outcome(const struct explanation *x, const struct outcome *o)
{
	explanation_add_colour(x->text, x->colour, colour_of(o->sender));
	text_add(x->text, explanation_sentence(o));
	explanation_add_colour(x->text, x->colour, EXPLANATION_PLAIN);
	if (o->reason != REASON_NONE)
		text_addf(x->text, " (%s)", reason_text(o->reason));
	text_add_char(x->text, '\n');
}

static void
add_advice(const struct explanation *x, enum reason reason)
{
	if (reason != REASON_NONE)
		text_addf(x->text, "  advice: %s\n", advice_text(reason));
}

static void
add_state(struct text *t, const struct dnssec_state *s)
{
	text_add(t, security_text(s->security));
	if (s->reason != REASON_NONE)
		text_addf(t, ": %s", reason_text(s->reason));
	if (s->security != SECURITY_SECURE && s->zone != NULL) {
		text_add(t, " at ");
		dns_name_add_text(t, s->zone);
	}
}

/* How long the records are kept, and their signatures good. */
static void
add_life(const struct explanation *x, const struct rrset *set)
{
	struct signature_life life;
	if (set == NULL)
		return;
	text_addf(x->text, "; TTL %u s", set->ttl_s);
	if (!signature_life_of(set, x->now_s, &life))
		return;
	text_add(x->text, ", signed until ");
	explanation_add_end(x->text, life.end_s, x->now_s);
	if (signature_life_is_stale(&life, x->now_s))
		text_add(x->text, ", and nobody seems to sign again");
}

/* The detail of a zone's fault stands at that zone. */
static void
add_state_below(const struct explanation *x, const struct dnssec_state *s)
{
	add_state(x->text, s);
	if (s->detail != NULL &&
	    (s->zone == NULL ||
		zone_at(x->validator, s->zone, NULL)->state.reason !=
		    s->reason))
		text_addf(x->text, " (%s)", s->detail);
}

/* Each zone from the root down to `name`, the first broken one the last.
 * True: all were secure. */
static bool
add_zones(const struct explanation *x, const struct dns_name *name)
{
	struct dns_name parent;
	struct validator *v = x->validator;
	int64_t rx_ns;
	if (dns_name_parent(name, &parent) && !add_zones(x, &parent))
		return false;
	const struct zone *z = zone_at(v, name, NULL);
	if (!z->cut)
		return true;
	text_add(x->text, "  zone ");
	dns_name_add_text(x->text, name);
	text_add(x->text, ": ");
	add_state(x->text, &z->state);
	if (z->state.detail != NULL)
		text_addf(x->text, " (%s)", z->state.detail);
	if (z->state.security == SECURITY_SECURE)
		add_life(x, evidence_keys(v->input->evidence, name, &rx_ns));
	text_add_char(x->text, '\n');
	return z->state.security == SECURITY_SECURE;
}

/* What was answered at another time. */
static void
add_answer(struct text *t, const struct reply *r)
{
	text_add(t, "    asked at ");
	explanation_add_time(t, r->rx_ns / NS_PER_S);
	text_addf(t, " as well: %s", r->status);
	for (size_t i = 0; i < r->answers.count; i++) {
		const struct rrset *set = &r->answers.at[i];
		for (size_t k = 0; set->type == DNS_TLSA && k < set->count;
		     k++) {
			struct tlsa record = tlsa_parse(&set->rdata[k]);
			text_add(t, ", ");
			explanation_add_tlsa(t, &record);
		}
	}
	text_add_char(t, '\n');
}

static void
add_other_answers(
    struct text *t, const struct evidence *e, const struct host_verdict *h)
{
	struct dns_name name;
	if (!tlsa_name(h->tlsa_base, &name))
		return;
	for (const struct reply *r = evidence_reply(e, &name, DNS_TLSA);
	     r != NULL; r = r->other)
		if (r->rx_ns != h->tlsa_first_ns && r->rx_ns != h->tlsa_last_ns)
			add_answer(t, r);
}

static void
add_record(struct text *t, const struct record_verdict *r)
{
	text_add(t, "    ");
	explanation_add_tlsa(t, &r->tlsa);
	text_add(t, ": ");
	if (r->matched)
		text_add(t, "matches");
	else if (r->reason != REASON_NONE)
		text_addf(t, "%s: %s",
		    r->tlsa.usable ? "no match" : "not usable",
		    reason_text(r->reason));
	else
		text_add(t, "not compared: there was no chain");
	if (r->detail != NULL)
		text_addf(t, " (%s)", r->detail);
	tlsa_miss_add_text(t, &r->miss);
	text_add_char(t, '\n');
}

/* Of those who part from the RFCs, each in a line. */
static void
add_clients(const struct explanation *x, const struct host_verdict *h)
{
	const char *why;
	if (tlsa_port() != MAIL_PORT || h->record_count == 0 ||
	    h->tlsa.security != SECURITY_SECURE)
		return;
	text_add(x->text, "  senders:");
	for (unsigned i = 0; i < CLIENT_COUNT; i++) {
		enum sender_action does = client_outcome(i, h, &why);
		text_addf(x->text, "%s %s %s", i > 0 ? ";" : "",
		    client_names[i], client_verb(does));
		if (why != NULL)
			text_addf(x->text, " (%s)", why);
	}
	text_add_char(x->text, '\n');
}

/*
 * What a server's own file holds is not always what it sends.  By its
 * greeting, which may lie: it is a hint to who runs it.
 */
static void
add_server_hint(const struct explanation *x, const struct host_verdict *h)
{
	static const struct {
		const char *word, *hint;
	} rows[] = {
	    {"Sendmail",
		"sendmail sends only the first certificate of its file: the "
		"others have to stand in the CA file"},
	    {"Exim",
		"an Exim with GnuTLS leaves out what does not continue the "
		"chain, though the file may hold it"},
	};
	if (h->outcome.reason != REASON_TA_NOT_IN_CHAIN)
		return;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t k = 0; k < h->address_count; k++) {
			const struct rdata *b =
			    &h->addresses[k].session->banner;
			if (b->len == 0 ||
			    memmem(b->bytes, b->len, rows[i].word,
				strlen(rows[i].word)) == NULL)
				continue;
			text_addf(x->text, "  hint: %s\n", rows[i].hint);
			break;
		}
	}
}

static void
add_twins(struct text *t, enum twins twins)
{
	if (twins == TWINS_BOTH)
		text_add(t, "  it has an RSA and an ECDSA certificate, and "
			    "the records match both: senders of both kinds "
			    "are served\n");
	if (twins == TWINS_NEITHER)
		text_add(t, "  it has an RSA and an ECDSA certificate, and "
			    "the records match neither\n");
	if (twins == TWINS_RSA || twins == TWINS_ECDSA)
		text_addf(t,
		    "  it has two certificates, and the records match the %s "
		    "one alone: senders that are given the other defer\n",
		    twins == TWINS_RSA ? "RSA" : "ECDSA");
}

static void
add_forecast(const struct explanation *x, const struct forecast *f)
{
	if (f->at_s == 0)
		return;
	/* Most signers sign again in time; a certificate waits for people. */
	text_add(x->text, f->outcome.reason == REASON_RRSIG_EXPIRED
			      ? "  if nobody signs again, from "
			      : "  if nobody acts, from ");
	explanation_add_end(x->text, f->at_s, x->now_s);
	text_add(x->text, ": ");
	add_outcome(x, &f->outcome);
	if (f->detail != NULL)
		text_addf(x->text, "    %s\n", f->detail);
}

/* As a zone file takes it. */
static void
add_patch(struct text *t, const struct patch *m)
{
	static const char *const words[] = {
	    [PATCH_TLSA] = "publish instead:",
	    [PATCH_DS] = "have the parent zone publish:",
	    [PATCH_SIGN] = "sign the zone again:",
	};
	text_addf(t, "  fix: %s", words[m->kind]);
	if (m->kind == PATCH_SIGN) {
		text_add_char(t, ' ');
		dns_name_add_text(t, m->zone);
	}
	text_add_char(t, '\n');
	for (size_t i = 0; m->kind != PATCH_SIGN && i < m->rrset->count; i++) {
		text_add(t, "    ");
		dns_name_add_text_dot(t, m->rrset->owner);
		text_add(t, " IN ");
		dns_type_add_text(t, m->rrset->type);
		text_add(t, " (\n      ");
		rdata_add_text(t, m->rrset->type, &m->rrset->rdata[i]);
		text_add(t, " )\n");
	}
}

static void
add_fix(struct text *t, const struct patches *fix)
{
	for (size_t i = 0; i < fix->count; i++)
		add_patch(t, &fix->at[i]);
}

/* Resolvers keep what they have; and some do so beyond its signatures. */
static void
add_caches(struct text *t, const struct patches *fix, uint32_t ttl_s)
{
	if (fix->count > 0 && ttl_s > 0)
		text_addf(t,
		    "  caches keep the records of now for up to %u s, some of "
		    "them longer: senders see a change only then\n",
		    ttl_s);
}

static void
add_tlsa_set(const struct explanation *x, const struct host_verdict *h)
{
	struct dns_name name;
	text_addf(x->text, "  TLSA at _%u._tcp.", (unsigned)tlsa_port());
	dns_name_add_text(x->text, h->tlsa_base);
	text_add(x->text, ": ");
	add_state_below(x, &h->tlsa);
	if (tlsa_name(h->tlsa_base, &name))
		add_life(x,
		    lookup_judge(x->validator, &name, DNS_TLSA, NULL)->rrset);
	text_add_char(x->text, '\n');
	for (size_t i = 0; i < h->record_count; i++)
		add_record(x->text, &h->records[i]);
	add_other_answers(x->text, x->validator->input->evidence, h);
}

/* A zone that is signed, and has no DS: whether it asks for one. */
static void
add_ds_signals(struct text *t, const struct ds_signals *s)
{
	if (s->zone == NULL)
		return;
	text_add(t, "  DS of ");
	dns_name_add_text(t, s->zone);
	if (s->cds != PRESENCE_PRESENT)
		text_add(t, ": the zone publishes no CDS record, by which its "
			    "parent could take it");
	else
		text_addf(t, ": the zone asks for it by CDS%s%s",
		    s->dsboot == PRESENCE_PRESENT
			? ", and its name servers vouch for it (RFC 9615)"
			: "",
		    s->dsync == PRESENCE_PRESENT
			? "; its parent takes notice (RFC 9859)"
			: "");
	text_add_char(t, '\n');
}

void
explanation_add_host(
    const struct explanation *x, const struct host_judgement *r)
{
	const struct host_verdict *h = &r->verdict;
	struct text *t = x->text;
	text_add(t, "host ");
	dns_name_add_text(t, h->host);
	text_add(t, ": ");
	add_outcome(x, &h->outcome);
	add_advice(x, h->outcome.reason);
	add_zones(x, h->host);
	text_add(t, "  address: ");
	add_state_below(x, &h->address);
	text_add_char(t, '\n');
	explanation_add_reverse(t, x->validator->input->evidence, h->host);
	if (h->tlsa_base != NULL)
		add_tlsa_set(x, h);
	explanation_add_sessions(t, x->validator->input->evidence, h, x->now_s);
	add_server_hint(x, h);
	add_clients(x, h);
	add_twins(t, h->twins);
	if (h->matched && h->partial)
		text_add(t, "  some kinds of records match nothing: clients "
			    "that use only those fail (RFC 7671 8)\n");
	add_forecast(x, &r->forecast);
	explanation_add_renewal(t, &r->renewal, h->tlsa_ttl_s, x->now_s);
	explanation_add_past_renewals(t, r->past_renewals);
	add_fix(t, &r->fix);
	add_caches(t, &r->fix, h->tlsa_ttl_s);
	text_add_char(t, '\n');
}

void
explanation_add_domain(
    const struct explanation *x, const struct domain_judgement *r)
{
	const struct domain_verdict *d = &r->verdict;
	struct text *t = x->text;
	text_add(t, "domain ");
	dns_name_add_text(t, d->mail->domain);
	text_add(t, ": ");
	add_outcome(x, &d->outcome);
	if (d->host == NULL)
		add_advice(x, d->outcome.reason);
	add_zones(x, d->mail->domain);
	text_add(t, "  MX: ");
	add_state_below(x, &d->mail->mx->state);
	add_life(x, d->mail->mx->rrset);
	text_add_char(t, '\n');
	for (size_t i = 0; i < d->mail->host_count; i++) {
		const struct domain_host *h = &d->mail->hosts[i];
		text_addf(t, "    %u ", h->preference);
		dns_name_add_text(t, h->host);
		text_add(t, ": ");
		add_outcome(x, h->outcome);
	}
	explanation_add_ipv6(
	    t, x->validator->input->evidence, d->mail, x->over_ipv6);
	explanation_add_policies(
	    t, x->validator->input->evidence, d->mail->domain, &r->policy);
	if (x->mta_sts != NULL)
		explanation_add_mta_sts(t, x->mta_sts);
	add_ds_signals(t, &r->ds_signals);
	add_forecast(x, &r->forecast);
	add_fix(t, &r->fix);
	text_add_char(t, '\n');
}
