/*
 * Any message as a referral, and as an answer about name servers: what becomes
 * a delegation record can be read, and is of that domain.
 */
#include "scanner/run/referral.h"

#include <stdlib.h>

#include "output/record/delegation.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
check(const struct text *line, bool is_there, const struct dns_name *domain)
{
	struct record_reader reader;
	struct delegation_record d;
	if (!is_there) {
		if (line->len != 0)
			abort();
		return;
	}
	record_reader_init(&reader);
	if (!delegation_record_read(&reader, line->bytes, line->len, &d) ||
	    !dns_name_equal(d.domain, domain) || d.ns_count == 0 ||
	    d.source == DELEGATION_ZONE_FILE ||
	    (d.zone->len < domain->len && !dns_name_in(domain, d.zone)) ||
	    (d.ds_rrsig_count > 0 && d.ds_count == 0))
		abort();
	for (size_t i = 1; i < d.ns_count; i++)
		if (dns_name_compare(d.ns[i - 1], d.ns[i]) >= 0)
			abort();
	record_reader_fini(&reader);
}

/* As if the name that is asked for, or the one above it, were the domain. */
static void
take(const struct dns_message *m, const struct dns_name *domain)
{
	struct dns_name from;
	struct text line;
	text_init(&line);
	if (!dns_name_parent(domain, &from))
		from = *domain;
	check(&line, referral_line_add(&line, m, &from, domain), domain);
	text_clear(&line);
	check(&line, referral_line_add_child(&line, m, &from, domain), domain);
	text_clear(&line);
	from = (struct dns_name){.len = 1};
	check(&line, referral_line_add(&line, m, &from, domain), domain);
	text_fini(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct dns_name above;
	struct dns_message m;
	if (!dns_message_parse(bytes, len, &m) || !m.has_question)
		return 0;
	take(&m, &m.question.name);
	if (dns_name_parent(&m.question.name, &above))
		take(&m, &above);
	return 0;
}
