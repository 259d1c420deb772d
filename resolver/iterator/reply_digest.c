#include "reply_digest.h"

#include "base/siphash.h"
#include "base/text.h"
#include "dns/rdata.h"
#include "dns/type.h"

static const struct siphash_key key = {0x5a1d, 0xd16e57};

/* As text, so that compression makes no difference. */
static uint64_t
digest_rr(struct text *t, const struct dns_message *m, const struct dns_rr *rr)
{
	text_clear(t);
	dns_name_add_text(t, &rr->owner);
	text_addf(t, " %u ", rr->type);
	dns_rdata_add_text(t, rr->type, rr->rdata, &m->whole);
	return text_ok(t) ? siphash(&key, t->bytes, t->len) : 0;
}

uint64_t
reply_digest(const struct dns_message *m)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	struct text t;
	uint64_t sum = m->rcode + 1u;

	text_init(&t);
	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER)
		if (rr.type != DNS_RRSIG)
			sum += digest_rr(&t, m, &rr);
	text_fini(&t);
	return sum != 0 ? sum : 1;
}
