/* Random verdict records of hosts and domains, there and back. */
#include "output/record/verdict.h"

#include "record_random.h"

enum { LIST_MAX = 12, FIX_MAX = 4 };

static const char run_id[] = "5e3b9b8e-0d2c-4f6f-9a5d-1f2d3c4b5a69";

static enum reason
random_reason(struct rnd *r)
{
	return (enum reason)(1 + rnd_below(r, REASON_SUPERSEDED - 1));
}

static struct verdict_state
random_state(struct rnd *r)
{
	static const char *const statuses[] = {
	    "NOERROR", "NXDOMAIN", "TIMEOUT", "RCODE_23", "LIMIT"};
	struct verdict_state s = {0};
	s.state.security = (enum security)rnd_below(r, SECURITY_BOGUS + 1);
	if (s.state.security != SECURITY_SECURE)
		s.state.reason = random_reason(r);
	if (rnd_one_in(r, 2))
		s.state.zone = rnd_name(r);
	if (rnd_one_in(r, 2))
		s.state.detail = rnd_text(r, 300);
	s.state.sha1 = rnd_one_in(r, 2);
	if (rnd_one_in(r, 2))
		s.rx_ns = rnd_time_ns(r);
	if (rnd_one_in(r, 2))
		s.status = statuses[rnd_below(r, ARRAY_LEN(statuses))];
	return s;
}

static struct outcome
random_outcome(struct rnd *r)
{
	struct outcome o = {
	    .study = (enum study)rnd_below(r, STUDY_COUNT),
	    .sender = (enum sender_action)rnd_below(r, SENDER_NO_MAIL),
	};
	if (o.study != STUDY_VALID)
		o.reason = random_reason(r);
	return o;
}

static struct forecast
random_forecast(struct rnd *r)
{
	struct forecast f = {0};
	if (rnd_one_in(r, 2))
		return f;
	f.at_s = 1 + (int64_t)rnd_below(r, 9223372035);
	f.outcome = random_outcome(r);
	if (rnd_one_in(r, 2))
		f.zone = rnd_name(r);
	if (rnd_one_in(r, 2))
		f.detail = rnd_text(r, 300);
	return f;
}

static void
random_data(struct rnd *r, struct fix_step *s)
{
	struct rdata *data = rnd_alloc(r, LIST_MAX * sizeof(*data));
	size_t least = s->action == FIX_PUBLISH_DS ? 4 : 3;
	s->data = data;
	s->data_count = rnd_len(r, LIST_MAX);
	for (size_t i = 0; i < s->data_count; i++) {
		size_t len = least + rnd_len(r, 1000);
		uint8_t *bytes = rnd_alloc(r, len);
		rnd_fill(r, bytes, len);
		data[i] = (struct rdata){bytes, len};
	}
}

static const struct fix_step *
random_fix(struct rnd *r, size_t *count)
{
	struct fix_step *steps = rnd_alloc(r, FIX_MAX * sizeof(*steps));
	*count = rnd_below(r, FIX_MAX + 1);
	for (size_t i = 0; i < *count; i++) {
		steps[i].action =
		    (enum fix_action)rnd_below(r, FIX_ACTION_COUNT);
		steps[i].name = rnd_name(r);
		if (steps[i].action != FIX_SIGN_ZONE)
			random_data(r, &steps[i]);
	}
	return steps;
}

static void
random_tlsa(struct rnd *r, struct verdict_tlsa *t)
{
	*t = (struct verdict_tlsa){
	    .usage = (uint8_t)rnd_u64(r),
	    .selector = (uint8_t)rnd_u64(r),
	    .mtype = (uint8_t)rnd_u64(r),
	    .data = rnd_bytes(r, 2000),
	    .usable = rnd_one_in(r, 2),
	    .matched = rnd_one_in(r, 2),
	    .reason = (enum reason)rnd_below(r, REASON_COUNT),
	    .miss.wrong = (unsigned)rnd_below(r, TLSA_FIELD_ALL + 1),
	    .miss.has_distance = rnd_one_in(r, 2),
	    .detail = rnd_one_in(r, 2) ? rnd_text(r, 300) : NULL,
	};
	if (t->miss.has_distance)
		t->miss.distance = rnd_below(r, 131072);
}

static void
random_address(struct rnd *r, struct verdict_address *a)
{
	uint8_t *cert = rnd_alloc(r, sizeof(smtp_record_digest));
	smtp_record_digest *chain = rnd_alloc(r, LIST_MAX * sizeof(*chain));
	rnd_fill(r, cert, sizeof(smtp_record_digest));
	rnd_fill(r, (uint8_t *)chain, LIST_MAX * sizeof(*chain));
	*a = (struct verdict_address){
	    .ip = rnd_addr(r),
	    .status = (enum smtp_status)rnd_below(r, SMTP_STATUS_COUNT),
	    .same_as = rnd_one_in(r, 2) ? NULL : rnd_name(r),
	    .rx_ns = rnd_time_ns(r),
	    .matched = rnd_one_in(r, 2),
	    .reason = (enum reason)rnd_below(r, REASON_COUNT),
	    .tls = rnd_one_in(r, 2) ? "TLSv1.2" : NULL,
	    .chain = (const smtp_record_digest *)chain,
	    .chain_count = rnd_len(r, LIST_MAX),
	    .twin.key = (enum leaf_key)rnd_below(r, LEAF_KEY_COUNT),
	};
	if (a->twin.key != LEAF_KEY_ANY) {
		a->twin.status =
		    (enum smtp_status)rnd_below(r, SMTP_STATUS_COUNT);
		a->twin.matched = rnd_one_in(r, 2);
		a->twin.chain = a->chain;
		a->twin.chain_count = rnd_len(r, LIST_MAX);
	}
	if (!a->matched)
		return;
	a->record = rnd_below(r, 100);
	a->depth = rnd_below(r, 33);
	a->cert = rnd_one_in(r, 4) ? NULL : cert;
}

static enum presence
random_presence(struct rnd *r)
{
	return (enum presence)rnd_below(r, PRESENCE_PRESENT + 1u);
}

static struct ds_signals
random_signals(struct rnd *r)
{
	if (rnd_one_in(r, 2))
		return (struct ds_signals){0};
	return (struct ds_signals){
	    .zone = rnd_name(r),
	    .cds = random_presence(r),
	    .dsync = random_presence(r),
	    .dsboot = random_presence(r),
	};
}

static struct verdict_host_record
random_host(struct rnd *r)
{
	struct verdict_tlsa *records =
	    rnd_alloc(r, LIST_MAX * sizeof(*records));
	struct verdict_address *addresses =
	    rnd_alloc(r, LIST_MAX * sizeof(*addresses));
	struct verdict_host_record h = {
	    .run_id = run_id,
	    .host = rnd_name(r),
	    .domains = rnd_u64(r) >> 1,
	    .address = random_state(r),
	    .tlsa_base = rnd_one_in(r, 4) ? NULL : rnd_name(r),
	    .tlsa = random_state(r),
	    .records = records,
	    .record_count = rnd_len(r, LIST_MAX),
	    .addresses = addresses,
	    .address_count = rnd_len(r, LIST_MAX),
	    .matched = rnd_one_in(r, 2),
	    .outcome = random_outcome(r),
	    .forecast = random_forecast(r),
	};
	if (h.record_count > 0)
		h.ttl_s = (uint32_t)rnd_u64(r);
	for (size_t i = 0; i < h.record_count; i++)
		random_tlsa(r, &records[i]);
	for (size_t i = 0; i < h.address_count; i++)
		random_address(r, &addresses[i]);
	h.partial = h.matched && rnd_one_in(r, 2);
	h.twins = (enum twins)rnd_below(r, TWINS_COUNT);
	if (rnd_one_in(r, 2))
		h.soa = (struct zone_contact){rnd_name(r), rnd_name(r)};
	h.ds_signals = random_signals(r);
	h.fix = random_fix(r, &h.fix_count);
	return h;
}

static struct verdict_domain_record
random_domain(struct rnd *r)
{
	struct verdict_domain_host *hosts =
	    rnd_alloc(r, LIST_MAX * sizeof(*hosts));
	struct verdict_domain_record d = {
	    .run_id = run_id,
	    .domain = rnd_name(r),
	    .zone = rnd_name(r),
	    .mx = random_state(r),
	    .hosts = hosts,
	    .host_count = rnd_len(r, LIST_MAX),
	    .outcome = random_outcome(r),
	    .host = rnd_one_in(r, 2) ? rnd_name(r) : NULL,
	    .forecast = random_forecast(r),
	};
	for (size_t i = 0; i < d.host_count; i++) {
		hosts[i] = (struct verdict_domain_host){
		    rnd_name(r), (uint16_t)rnd_u64(r), random_outcome(r)};
		hosts[i].outcome.reason = REASON_NONE;
	}
	if (rnd_one_in(r, 8))
		d.outcome.sender = SENDER_NO_MAIL;
	for (int i = 0; i < MAIL_POLICY_COUNT; i++)
		d.policy.at[i] = random_presence(r);
	d.ds_signals = random_signals(r);
	d.fix = random_fix(r, &d.fix_count);
	return d;
}

static bool
same_state(const struct verdict_state *a, const struct verdict_state *b)
{
	return a->state.security == b->state.security &&
	       a->state.reason == b->state.reason &&
	       same_name(a->state.zone, b->state.zone) &&
	       same_text(a->state.detail, b->state.detail) &&
	       a->state.sha1 == b->state.sha1 && a->rx_ns == b->rx_ns &&
	       same_text(a->status, b->status);
}

static bool
same_outcome(const struct outcome *a, const struct outcome *b)
{
	return a->study == b->study && a->sender == b->sender &&
	       a->reason == b->reason;
}

static bool
same_forecast(const struct forecast *a, const struct forecast *b)
{
	return a->at_s == b->at_s && same_outcome(&a->outcome, &b->outcome) &&
	       same_name(a->zone, b->zone) && same_text(a->detail, b->detail);
}

static bool
same_fix(const struct fix_step *a, size_t a_count, const struct fix_step *b,
    size_t b_count)
{
	bool same = a_count == b_count;
	for (size_t i = 0; same && i < a_count; i++) {
		same = a[i].action == b[i].action &&
		       dns_name_equal(a[i].name, b[i].name) &&
		       a[i].data_count == b[i].data_count;
		for (size_t k = 0; same && k < a[i].data_count; k++)
			same = rdata_compare(&a[i].data[k], &b[i].data[k]) == 0;
	}
	return same;
}

static bool
same_tlsa(const struct verdict_tlsa *a, const struct verdict_tlsa *b)
{
	return a->usage == b->usage && a->selector == b->selector &&
	       a->mtype == b->mtype && same_bytes(&a->data, &b->data) &&
	       a->usable == b->usable && a->matched == b->matched &&
	       a->reason == b->reason && a->miss.wrong == b->miss.wrong &&
	       a->miss.has_distance == b->miss.has_distance &&
	       a->miss.distance == b->miss.distance &&
	       same_text(a->detail, b->detail);
}

static bool
same_twin(const struct verdict_twin *a, const struct verdict_twin *b)
{
	return a->key == b->key && a->status == b->status &&
	       a->matched == b->matched && a->chain_count == b->chain_count &&
	       (a->chain_count == 0 ||
		   memcmp(a->chain, b->chain,
		       a->chain_count * sizeof(*a->chain)) == 0);
}

static bool
same_address(const struct verdict_address *a, const struct verdict_address *b)
{
	return addr_equal(a->ip, b->ip) && a->status == b->status &&
	       same_name(a->same_as, b->same_as) && a->rx_ns == b->rx_ns &&
	       a->matched == b->matched && a->record == b->record &&
	       a->depth == b->depth && a->reason == b->reason &&
	       same_text(a->tls, b->tls) && same_twin(&a->twin, &b->twin) &&
	       a->chain_count == b->chain_count &&
	       (a->chain_count == 0 ||
		   memcmp(a->chain, b->chain,
		       a->chain_count * sizeof(*a->chain)) == 0) &&
	       (a->cert == NULL || b->cert == NULL
		       ? a->cert == b->cert
		       : memcmp(a->cert, b->cert, 32) == 0);
}

static bool
same_signals(const struct ds_signals *a, const struct ds_signals *b)
{
	return same_name(a->zone, b->zone) && a->cds == b->cds &&
	       a->dsync == b->dsync && a->dsboot == b->dsboot;
}

static bool
same_host(
    const struct verdict_host_record *a, const struct verdict_host_record *b)
{
	bool same =
	    same_text(a->run_id, b->run_id) && same_name(a->host, b->host) &&
	    a->domains == b->domains && same_state(&a->address, &b->address) &&
	    same_name(a->tlsa_base, b->tlsa_base) &&
	    same_state(&a->tlsa, &b->tlsa) && a->ttl_s == b->ttl_s &&
	    a->record_count == b->record_count &&
	    a->address_count == b->address_count && a->matched == b->matched &&
	    a->partial == b->partial && a->twins == b->twins &&
	    same_name(a->soa.zone, b->soa.zone) &&
	    same_name(a->soa.rname, b->soa.rname) &&
	    same_signals(&a->ds_signals, &b->ds_signals) &&
	    same_outcome(&a->outcome, &b->outcome) &&
	    same_forecast(&a->forecast, &b->forecast) &&
	    same_fix(a->fix, a->fix_count, b->fix, b->fix_count);
	for (size_t i = 0; same && i < a->record_count; i++)
		same = same_tlsa(&a->records[i], &b->records[i]);
	for (size_t i = 0; same && i < a->address_count; i++)
		same = same_address(&a->addresses[i], &b->addresses[i]);
	return same;
}

static bool
same_domain(const struct verdict_domain_record *a,
    const struct verdict_domain_record *b)
{
	bool same = same_text(a->run_id, b->run_id) &&
		    same_name(a->domain, b->domain) &&
		    same_name(a->zone, b->zone) && same_state(&a->mx, &b->mx) &&
		    a->host_count == b->host_count &&
		    same_outcome(&a->outcome, &b->outcome) &&
		    same_name(a->host, b->host) &&
		    same_forecast(&a->forecast, &b->forecast) &&
		    same_signals(&a->ds_signals, &b->ds_signals) &&
		    memcmp(&a->policy, &b->policy, sizeof(a->policy)) == 0 &&
		    same_fix(a->fix, a->fix_count, b->fix, b->fix_count);
	for (size_t i = 0; same && i < a->host_count; i++)
		same = same_name(a->hosts[i].host, b->hosts[i].host) &&
		       a->hosts[i].preference == b->hosts[i].preference &&
		       same_outcome(&a->hosts[i].outcome, &b->hosts[i].outcome);
	return same;
}

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	struct verdict_record back;
	if (rnd_one_in(r, 2)) {
		struct verdict_host_record h = random_host(r);
		verdict_record_add_host(line, &h);
		return verdict_record_read(
			   reader, line->bytes, line->len, &back) &&
		       back.kind == VERDICT_HOST && same_host(&h, &back.host);
	}
	struct verdict_domain_record d = random_domain(r);
	verdict_record_add_domain(line, &d);
	return verdict_record_read(reader, line->bytes, line->len, &back) &&
	       back.kind == VERDICT_DOMAIN && same_domain(&d, &back.domain);
}

int
main(int argc, char *argv[])
{
	return record_trials(argc, argv, 3000, trial);
}
