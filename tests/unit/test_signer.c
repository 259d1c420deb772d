/* Whose signature an RRset may carry: of a zone that it can be in. */
#include "analysis/dnssec/signer.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"

enum { SIGNERS_MAX = 3 };

static const struct signer_case {
	const char *what, *owner;
	uint16_t type;
	const char *signers[SIGNERS_MAX];
	const char *want; /* NULL: none */
} cases[] = {
    {"the owner itself", "example.com", DNS_A, {"example.com"}, "example.com"},
    {"a zone above", "a.example.com", DNS_A, {"com"}, "com"},
    {"the root", "example.com", DNS_A, {"."}, "."},
    {"the deepest of several", "a.b.example.com", DNS_A,
	{"com", "b.example.com", "example.com"}, "b.example.com"},
    {"a zone below", "example.com", DNS_A, {"a.example.com"}, NULL},
    {"a zone aside", "example.com", DNS_A, {"example.org"}, NULL},
    {"a zone below does not hide the one above", "example.com", DNS_A,
	{"a.example.com", "com"}, "com"},
    {"a DS by its parent", "example.com", DNS_DS, {"com"}, "com"},
    {"a DS by its own zone", "example.com", DNS_DS, {"example.com"}, NULL},
    {"a DS by both", "example.com", DNS_DS, {"example.com", "com"}, "com"},
    {"no signature", "example.com", DNS_A, {NULL}, NULL},
};

static struct dns_name
name_of(const char *text)
{
	struct dns_name n;
	if (!dns_name_from_text(text, strlen(text), &n))
		abort();
	return n;
}

static void
check_case(const struct signer_case *c)
{
	struct dns_name owner = name_of(c->owner), names[SIGNERS_MAX];
	struct rrsig sigs[SIGNERS_MAX] = {0};
	struct rrset set = {.owner = &owner, .type = c->type, .sigs = sigs};
	while (set.sig_count < SIGNERS_MAX && c->signers[set.sig_count]) {
		names[set.sig_count] = name_of(c->signers[set.sig_count]);
		sigs[set.sig_count].signer = &names[set.sig_count];
		set.sig_count++;
	}
	const struct dns_name *have = signer_name(&set);
	struct dns_name want = name_of(c->want != NULL ? c->want : ".");
	ok(c->want == NULL ? have == NULL
			   : have != NULL && dns_name_equal(have, &want),
	    c->what);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(&cases[i]);
	return tap_end();
}
