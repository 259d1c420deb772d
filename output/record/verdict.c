#include "verdict.h"

#include "base/macros.h"
#include "dns/type.h"
#include "analysis/verdict/judge.h"
#include "output/json.h"

static void
add_text(struct json *j, const char *key, const char *value)
{
	json_add_key(j, key);
	json_add_string(j, value);
}

static void
add_bool(struct json *j, const char *key, bool value)
{
	json_add_key(j, key);
	json_add_bool(j, value);
}

static void
add_number(struct json *j, const char *key, uint64_t value)
{
	json_add_key(j, key);
	json_add_u64(j, value);
}

static void
add_name(struct json *j, const char *key, const struct dns_name *name)
{
	json_add_key(j, key);
	json_begin_string(j);
	dns_name_add_text(j->text, name);
	json_end_string(j);
}

static void
add_reason(struct json *j, enum reason reason)
{
	if (reason != REASON_NONE)
		add_text(j, "reason", reason_text(reason));
}

static void
add_why(struct json *j, const struct dnssec_state *s)
{
	if (reason_ede(s->reason) >= 0)
		add_number(j, "ede", (uint64_t)reason_ede(s->reason));
	add_reason(j, s->reason);
	if (s->zone != NULL)
		add_name(j, "zone", s->zone);
	if (s->detail != NULL)
		add_text(j, "detail", s->detail);
}

static void
add_state(struct json *j, const char *key, const struct dnssec_state *s,
    const char *status)
{
	json_add_key(j, key);
	json_open_object(j);
	add_text(j, "state", security_text(s->security));
	if (status != NULL)
		add_text(j, "status", status);
	add_why(j, s);
	json_close_object(j);
}

static void
add_record(struct json *j, const struct record_verdict *r)
{
	json_open_object(j);
	add_number(j, "usage", r->tlsa.usage);
	add_number(j, "selector", r->tlsa.selector);
	add_number(j, "mtype", r->tlsa.mtype);
	json_add_key(j, "data");
	json_add_hex(j, r->tlsa.data.bytes, r->tlsa.data.len);
	add_bool(j, "usable", r->tlsa.usable);
	add_bool(j, "matched", r->matched);
	add_reason(j, r->reason);
	if (r->detail != NULL)
		add_text(j, "detail", r->detail);
	json_close_object(j);
}

static void
add_address(struct json *j, const struct address_verdict *a)
{
	json_open_object(j);
	json_add_key(j, "ip");
	json_add_addr(j, &a->session->ip);
	add_text(j, "status", smtp_status_words[a->session->status]);
	add_bool(j, "matched", a->matched);
	if (a->matched) {
		add_number(j, "record", a->record);
		add_number(j, "depth", (uint64_t)a->depth);
	}
	if (a->matched && a->has_cert) {
		json_add_key(j, "cert");
		json_add_hex(j, a->cert, sizeof(a->cert));
	}
	add_reason(j, a->reason);
	json_close_object(j);
}

static void
add_matching(struct json *j, const struct host_verdict *h)
{
	json_add_key(j, "records");
	json_open_array(j);
	for (size_t i = 0; i < h->record_count; i++)
		add_record(j, &h->records[i]);
	json_close_array(j);
	json_add_key(j, "addresses");
	json_open_array(j);
	for (size_t i = 0; i < h->address_count; i++)
		add_address(j, &h->addresses[i]);
	json_close_array(j);
	if (h->matched)
		add_text(j, "coverage", h->partial ? "partial" : "full");
}

static void
add_outcome(struct json *j, const struct outcome *o)
{
	add_text(j, "study", study_text(o->study));
	add_text(j, "sender", sender_text(o->sender));
	add_reason(j, o->reason);
}

static void
add_forecast(struct json *j, const struct forecast *f)
{
	if (f->at_s == 0)
		return;
	json_add_key(j, "forecast");
	json_open_object(j);
	json_add_key(j, "at");
	json_add_time(j, f->at_s * NS_PER_S);
	add_outcome(j, &f->outcome);
	if (f->zone != NULL)
		add_name(j, "zone", f->zone);
	if (f->detail != NULL)
		add_text(j, "detail", f->detail);
	json_close_object(j);
}

static void
add_data(struct json *j, const struct rrset *set)
{
	json_add_key(j, "data");
	json_open_array(j);
	for (size_t i = 0; i < set->count; i++) {
		json_begin_string(j);
		rdata_add_text(j->text, set->type, &set->rdata[i]);
		json_end_string(j);
	}
	json_close_array(j);
}

static void
add_patch(struct json *j, const struct patch *m)
{
	static const char *const words[] = {
	    [PATCH_TLSA] = "replace_tlsa",
	    [PATCH_DS] = "publish_ds",
	    [PATCH_SIGN] = "sign_zone",
	};
	json_open_object(j);
	add_text(j, "action", words[m->kind]);
	add_name(j, "name", m->kind == PATCH_SIGN ? m->zone : m->rrset->owner);
	if (m->kind != PATCH_SIGN)
		add_data(j, m->rrset);
	json_close_object(j);
}

static void
add_fix(struct json *j, const struct patches *fix)
{
	if (fix->count == 0)
		return;
	json_add_key(j, "fix");
	json_open_array(j);
	for (size_t i = 0; i < fix->count; i++)
		add_patch(j, &fix->at[i]);
	json_close_array(j);
}

void
verdict_record_add_host(struct text *line, const struct host_report *r)
{
	const struct host_verdict *h = &r->verdict;
	struct json j = json_over(line);
	json_open_object(&j);
	add_text(&j, "kind", "host");
	add_name(&j, "host", h->host);
	add_number(&j, "domains", h->domains);
	add_state(&j, "address", &h->address, h->address_status);
	add_name(&j, "tlsa_base", h->tlsa_base);
	add_state(&j, "tlsa", &h->tlsa, h->tlsa_status);
	add_matching(&j, h);
	add_outcome(&j, &h->outcome);
	add_forecast(&j, &r->forecast);
	add_fix(&j, &r->fix);
	json_close_object(&j);
	text_add_char(line, '\n');
}

static void
add_host(struct json *j, const struct domain_host *h)
{
	json_open_object(j);
	add_name(j, "host", h->host);
	add_number(j, "preference", h->preference);
	add_text(j, "study", study_text(h->outcome->study));
	add_text(j, "sender", sender_text(h->outcome->sender));
	json_close_object(j);
}

void
verdict_record_add_domain(struct text *line, const struct domain_report *r)
{
	const struct domain_verdict *d = &r->verdict;
	struct json j = json_over(line);
	json_open_object(&j);
	add_text(&j, "kind", "domain");
	add_name(&j, "domain", d->mail->domain);
	add_name(&j, "zone", d->zone);
	add_state(&j, "mx", &d->mail->mx->state, d->mail->mx->status);
	json_add_key(&j, "hosts");
	json_open_array(&j);
	for (size_t i = 0; i < d->mail->host_count; i++)
		add_host(&j, &d->mail->hosts[i]);
	json_close_array(&j);
	add_outcome(&j, &d->outcome);
	if (d->host != NULL)
		add_name(&j, "host", d->host);
	add_forecast(&j, &r->forecast);
	add_fix(&j, &r->fix);
	json_close_object(&j);
	text_add_char(line, '\n');
}

void
verdict_record_add_rrset(struct text *line, const struct dns_name *name,
    uint16_t type, const struct dnssec_state *state)
{
	struct json j = json_over(line);
	json_open_object(&j);
	add_name(&j, "name", name);
	json_add_key(&j, "type");
	json_begin_string(&j);
	dns_type_add_text(line, type);
	json_end_string(&j);
	add_text(&j, "state", security_text(state->security));
	add_why(&j, state);
	json_close_object(&j);
	text_add_char(line, '\n');
}
