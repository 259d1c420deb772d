#include "reach.h"

#include <errno.h>

#include "dns/rdata.h"
#include "dns/type.h"

static int
add(struct array *questions, const struct dns_name *name, uint16_t type)
{
	struct dns_question *row = array_push(questions, 1, sizeof(*row));
	if (row == NULL)
		return -ENOMEM;
	*row = (struct dns_question){
	    .name = *name, .type = type, .class = DNS_CLASS_IN};
	return 0;
}

/* An address may have its name behind a CNAME (RFC 2317): any owner will do. */
int
reach_follow(const struct dns_message *m, struct array *questions)
{
	uint16_t type = m->question.type;
	unsigned max = type == DNS_PTR ? REACH_PTR_MAX : REACH_NS_MAX;
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	int rc = 0;
	if (type != DNS_PTR && type != DNS_NS)
		return 0;
	while (rc == 0 && max > 0 && dns_rr_next(&it, &rr) &&
	       rr.section == DNS_ANSWER) {
		struct dns_name name;
		if (rr.type != type ||
		    !dns_rdata_name(rr.rdata, &m->whole, &name))
			continue;
		max--;
		if (type == DNS_PTR)
			rc = add(questions, &name, DNS_A);
		if (rc == 0)
			rc = add(questions, &name, DNS_AAAA);
	}
	return rc;
}
