#include "base/clock.h"
#include "dns/tlsa_name.h"
#include "scanner/dns/tlsa_sets.h"
#include "stage_work.h"

static int
add_host(const struct stage_work *w, uint32_t id)
{
	struct hosts *h = w->findings->hosts;
	struct addr addresses[HOST_ADDRESSES_MAX];
	struct dns_name name, sni, at;
	const uint8_t *tlsa = NULL;
	size_t tlsa_len = 0;
	hosts_name(h, id, &name);
	hosts_name(h, hosts_tlsa_base(h, id), &sni);
	if (tlsa_name(&sni, &at))
		tlsa = tlsa_sets_of(w->findings->tlsa, &at, &tlsa_len);
	return smtp_sweep_add(
	    w->smtp, &(struct smtp_host){
			 .name = &name,
			 .sni = &sni,
			 .tlsa = tlsa,
			 .tlsa_len = tlsa_len,
			 .addresses = addresses,
			 .address_count = hosts_take(h, id, addresses),
		     });
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
	return smtp_sweep_plan(w->smtp);
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

static void
run(const struct stage_work *w, void *planned)
{
	const struct smtp_sweep_dns dns = {
	    (void *)(uintptr_t)w, ask_tlsa, step};
	(void)planned;
	recorder_resume(w->recorder, STAGE_SMTP, NULL, NULL);
	halt_fail(w->halt, smtp_sweep_run(w->smtp, &dns));
	stage_end_questions(w, STAGE_SMTP);
}

const struct stage_row stage_smtp = {plan, run, NULL};
