#include "dns/message.h"

#include <stdlib.h>

#include "dns/rdata.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Every RR as text, as a recorder writes it, and under every other form too. */
static void
add_text(struct text *t, const struct dns_message *m, const struct dns_rr *rr)
{
	struct dns_name name;
	uint16_t number;

	dns_name_add_text(t, &rr->owner);
	dns_type_add_text(t, rr->type);
	for (uint16_t type = 1; type < 64; type++)
		dns_rdata_add_text(t, type, rr->rdata, &m->whole);
	dns_rdata_mx(rr->rdata, &m->whole, &number, &name);
	dns_rdata_rrsig_signer(rr->rdata, &m->whole, &number, &name);
	text_clear(t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct dns_message m, head;
	struct dns_rr rr;
	struct text t;

	bool has_head = dns_message_parse_head(bytes, len, &head);
	if (!dns_message_parse(bytes, len, &m))
		return 0;
	if (m.has_question != has_head)
		abort(); /* they read the same question */
	if (m.cut && !m.tc)
		abort(); /* nothing may be missing without a word */
	text_init(&t);
	struct dns_rr_iter it = dns_rr_first(&m);
	unsigned rrs = 0u + m.count[0] + m.count[1] + m.count[2];
	for (; dns_rr_next(&it, &rr); rrs--)
		add_text(&t, &m, &rr);
	if (rrs != 0)
		abort(); /* dns_message_parse() has promised them */
	text_fini(&t);
	return 0;
}
