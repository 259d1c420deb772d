#include "describe.h"

#include <time.h>

enum { LISTED_MAX = 4 };

const char *
describe_rrset(struct validator *v, const struct rrset *rrset, const char *what)
{
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, rrset->owner);
	text_add_char(&t, ' ');
	dns_type_add_text(&t, rrset->type);
	text_add(&t, what);
	return arena_text(&v->arena, &t);
}

/* As RRSIG records write it. */
static const char *
date(struct validator *v, uint32_t seconds)
{
	time_t when = seconds;
	struct tm tm;
	char text[20] = "";
	if (gmtime_r(&when, &tm) != NULL)
		strftime(text, sizeof(text), "%Y%m%d%H%M%S", &tm);
	return arena_format(&v->arena, "%s", text);
}

const char *
describe_signature(struct validator *v, const struct rrset *rrset,
    const struct rrsig *sig, const char *what)
{
	if (sig == NULL)
		return describe_rrset(v, rrset, what);
	return describe_rrset(v, rrset,
	    arena_format(&v->arena,
		"%s, signed with key tag %u, algorithm %u, from %s to %s", what,
		sig->key_tag, sig->algorithm, date(v, sig->inception),
		date(v, sig->expiration)));
}

const char *
describe_ds(struct validator *v, const struct dns_name *owner,
    const struct ds *ds, size_t count)
{
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, owner);
	text_add(&t, " DS");
	for (size_t i = 0; i < count && i < LISTED_MAX; i++)
		text_addf(&t, "%s %u %u %u", i > 0 ? "," : "", ds[i].tag,
		    ds[i].algorithm, ds[i].digest_type);
	return arena_text(&v->arena, &t);
}

const char *
describe_keys(struct validator *v, const struct dnskey_set *set)
{
	struct text t;
	text_init(&t);
	for (size_t i = 0; i < set->count && i < LISTED_MAX; i++) {
		const struct dnskey *k = &set->keys[i];
		text_addf(&t, ", DNSKEY %u %u %u with key tag %u", k->flags,
		    k->protocol, k->algorithm, k->tag);
	}
	return arena_text(&v->arena, &t);
}
