#include "mail_targets.h"

#include "base/addr.h"
#include "dns/tlsa_name.h"

/* "192.0.2.1", or what stands in brackets: no name of a host (R2). */
static bool
is_ip_literal(const struct dns_name *name)
{
	struct text t;
	struct addr a;
	text_init(&t);
	dns_name_add_text(&t, name);
	bool literal =
	    text_ok(&t) && (t.bytes[0] == '[' || addr_parse(t.bytes, &a));
	text_fini(&t);
	return literal;
}

enum mail_target_kind
mail_target_parse(const struct rdata *rdata, struct mail_target *out)
{
	struct wire w = rdata_wire(rdata);
	struct wire none = wire_over(w.at, 0); /* no compression */
	out->preference = wire_u16(&w);
	if (!wire_ok(&w) || !dns_name_parse(&w, &none, &out->host) ||
	    wire_left(&w) != 0)
		return MAIL_TARGET_BAD;
	if (out->host.len == 1)
		return MAIL_TARGET_NONE;
	return is_ip_literal(&out->host) ? MAIL_TARGET_IP_LITERAL
					 : MAIL_TARGET_HOST;
}

bool
mail_target_asked_itself(
    const struct evidence *e, const struct dns_name *domain)
{
	struct dns_name name;
	return tlsa_name(domain, &name) &&
	       evidence_reply(e, &name, DNS_TLSA) != NULL;
}
