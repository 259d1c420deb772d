#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

static const char *const tlds[SIMNET_TLDS] = {"com", "net", "org", "se"};

struct simnet_config
simnet_config_default(uint64_t seed, uint64_t domains)
{
	return (struct simnet_config){
	    .seed = seed,
	    .domains = domains,
	    .operators = 64,
	    .providers = 32,
	    .signed_percent = 40,
	    .mx_percent = 80,
	    .odd_percent = 30,
	};
}

void
simnet_world_init(struct simnet_world *w, const struct simnet_config *config)
{
	w->config = *config;
	if (w->config.operators == 0)
		w->config.operators = 64;
	if (w->config.providers == 0)
		w->config.providers = 32;
}

uint64_t
simnet_draw(const struct simnet_world *w, const char *what, uint64_t index,
    uint64_t bound)
{
	struct siphash_key key = {w->config.seed, index};
	return siphash(&key, what, strlen(what)) % bound;
}

static bool
draw_percent(const struct simnet_world *w, const char *what, uint64_t index,
    unsigned percent)
{
	return simnet_draw(w, what, index, 100) < percent;
}

const char *
simnet_tld(unsigned tld)
{
	return tlds[tld % SIMNET_TLDS];
}

static bool class_strips_dnssec(enum simnet_class class)
{
	return class == SIMNET_NO_EDNS;
}

/* One of the set is broken, by the configuration. */
static void
break_one(const struct simnet_world *w, const char *what, uint64_t n,
    struct simnet_servers *out)
{
	if (w->config.broken == SIMNET_ANSWERS)
		return;
	out->class = SIMNET_ONE_BROKEN;
	out->broken = w->config.broken;
	out->broken_at = (unsigned)simnet_draw(w, what, n, out->count);
}

static enum simnet_class
class_of(
    const struct simnet_world *w, const char *what, uint64_t n, unsigned count)
{
	if (!draw_percent(w, what, n, w->config.odd_percent))
		return SIMNET_GOOD;
	enum simnet_class class =
	    1 + (enum simnet_class)simnet_draw(w, "class", n, SIMNET_ALL_LAME);
	bool one = class >= SIMNET_ONE_REFUSES && class <= SIMNET_ONE_LAME;
	return one && count < 2 ? SIMNET_GOOD : class;
}

static bool
domain_owns_servers(const struct simnet_world *w, uint64_t index)
{
	return draw_percent(w, "own servers", index, 15);
}

enum { OWN_NS_SLOTS = 16384, OWN_MAIL_SLOTS = 65536 };

static void
operator_set(
    const struct simnet_world *w, uint32_t k, struct simnet_servers *out)
{
	out->place = SIMNET_AT_OPERATOR;
	out->count = 1 + (unsigned)simnet_draw(w, "servers", k, 4);
	out->first = k * SIMNET_SERVERS_MAX;
	out->class = class_of(w, "operator class", k, out->count);
	out->v6 = draw_percent(w, "operator v6", k, 50);
	if (w->config.broken != SIMNET_ANSWERS)
		out->count = w->config.broken_of;
	break_one(w, "operator broken", k, out);
}

static void
own_set(const struct simnet_world *w, uint32_t slot, struct simnet_servers *out)
{
	out->place = SIMNET_AT_OWN_NS;
	out->count = 2;
	out->first = slot * 2;
	out->class = class_of(w, "own class", slot, 2);
	out->v6 = draw_percent(w, "own ns v6", slot, 50);
	break_one(w, "own broken", slot, out);
}

/* The set of a domain, without its names. */
static void
domain_servers(
    const struct simnet_world *w, uint64_t index, struct simnet_servers *out)
{
	if (domain_owns_servers(w, index)) {
		own_set(w, (uint32_t)(index % OWN_NS_SLOTS), out);
		return;
	}
	operator_set(w,
	    (uint32_t)simnet_draw(w, "operator", index, w->config.operators),
	    out);
}

/* Its mail is at a provider whose hosts have TLSA. */
static bool
domain_wants_dane(const struct simnet_world *w, uint64_t index)
{
	return draw_percent(w, "dane", index, w->config.dane_percent);
}

static bool
provider_has_dane(const struct simnet_world *w, uint64_t p)
{
	return w->config.dane_percent > 0 && p < w->config.dane_providers;
}

static enum simnet_signing
domain_signing(const struct simnet_world *w, uint64_t index)
{
	struct simnet_servers s = {0};
	domain_servers(w, index, &s);
	bool is_signed =
	    domain_wants_dane(w, index) ||
	    draw_percent(w, "signed", index, w->config.signed_percent);
	if (class_strips_dnssec(s.class) || !is_signed)
		return SIMNET_UNSIGNED;
	if (!draw_percent(w, "odd signing", index, w->config.odd_percent))
		return draw_percent(w, "no DS", index, w->config.no_ds_percent)
			   ? SIMNET_NO_DS
			   : SIMNET_SIGNED;
	return SIMNET_NO_DS +
	       (enum simnet_signing)simnet_draw(w, "signing", index, 3);
}

struct simnet_zone
simnet_zone(
    const struct simnet_world *w, enum simnet_zone_kind kind, uint64_t index)
{
	static const char *const prefix[] = {
	    [SIMNET_OPERATOR] = "op",
	    [SIMNET_PROVIDER] = "mail",
	    [SIMNET_DOMAIN] = "d",
	};
	struct simnet_zone z = {
	    .kind = kind,
	    .index = index,
	    .tld = (unsigned)(index % SIMNET_TLDS),
	    .signing = SIMNET_SIGNED,
	};
	if (kind == SIMNET_TLD)
		snprintf(z.name, sizeof(z.name), "%s", tlds[z.tld]);
	if (kind == SIMNET_ROOT || kind == SIMNET_TLD)
		return z;
	snprintf(z.name, sizeof(z.name), "%s%llu.%s", prefix[kind],
	    (unsigned long long)index, tlds[z.tld]);
	if (kind == SIMNET_DOMAIN)
		z.signing = domain_signing(w, index);
	else if (!(kind == SIMNET_PROVIDER && provider_has_dane(w, index)) &&
		 !draw_percent(w, prefix[kind], index, 60))
		z.signing = SIMNET_UNSIGNED;
	return z;
}

/* The last `labels` labels of a name, or NULL: it has fewer. */
static const char *
last_labels(const char *name, unsigned labels)
{
	const char *at = name + strlen(name);
	if (*name == '\0')
		return NULL;
	while (at > name) {
		if (at[-1] == '.' && --labels == 0)
			return at;
		at--;
	}
	return labels == 1 ? name : NULL;
}

/* "d17.net": which number behind `prefix`; false: another name. */
static bool
numbered(const char *name, const char *prefix, uint64_t below, uint64_t *index)
{
	char want[SIMNET_NAME_MAX];
	size_t len = strlen(prefix);
	if (strncmp(name, prefix, len) != 0 || name[len] < '0' ||
	    name[len] > '9')
		return false;
	*index = strtoull(name + len, NULL, 10);
	snprintf(want, sizeof(want), "%s%llu.%s", prefix,
	    (unsigned long long)*index, tlds[*index % SIMNET_TLDS]);
	return *index < below && strcmp(name, want) == 0;
}

struct simnet_zone
simnet_zone_of(const struct simnet_world *w, const char *name)
{
	const char *second = last_labels(name, 2), *top = last_labels(name, 1);
	uint64_t index;
	if (second != NULL) {
		if (numbered(second, "d", w->config.domains, &index))
			return simnet_zone(w, SIMNET_DOMAIN, index);
		if (numbered(second, "op", w->config.operators, &index))
			return simnet_zone(w, SIMNET_OPERATOR, index);
		if (numbered(second, "mail", w->config.providers, &index))
			return simnet_zone(w, SIMNET_PROVIDER, index);
	}
	for (unsigned t = 0; top != NULL && t < SIMNET_TLDS; t++)
		if (strcmp(top, tlds[t]) == 0)
			return simnet_zone(w, SIMNET_TLD, t);
	return simnet_zone(w, SIMNET_ROOT, 0);
}

struct simnet_zone
simnet_zone_parent(const struct simnet_world *w, const struct simnet_zone *z)
{
	if (z->kind == SIMNET_TLD)
		return simnet_zone(w, SIMNET_ROOT, 0);
	return simnet_zone(w, SIMNET_TLD, z->tld);
}

/* "ns1" and so on, within `of`. */
static void
name_servers(const struct simnet_zone *of, struct simnet_servers *out)
{
	for (unsigned i = 0; i < out->count; i++)
		snprintf(out->name[i], SIMNET_NAME_MAX, "ns%u.%.100s", i + 1,
		    of->name);
}

void
simnet_servers(const struct simnet_world *w, const struct simnet_zone *z,
    struct simnet_servers *out)
{
	*out = (struct simnet_servers){.count = 2, .v6 = true};
	if (z->kind == SIMNET_ROOT) {
		out->place = SIMNET_AT_ROOT;
		strcpy(out->name[0], "a.rootns");
		strcpy(out->name[1], "b.rootns");
		return;
	}
	if (z->kind != SIMNET_DOMAIN) { /* a registry serves them all */
		out->place = SIMNET_AT_TLD;
		out->first = z->tld * SIMNET_SERVERS_MAX;
		for (unsigned i = 0; i < 2; i++)
			snprintf(out->name[i], SIMNET_NAME_MAX, "%c.nic.%s",
			    'a' + (int)i, tlds[z->tld]);
		return;
	}
	domain_servers(w, z->index, out);
	struct simnet_zone of = *z;
	if (out->place == SIMNET_AT_OPERATOR)
		of = simnet_zone(
		    w, SIMNET_OPERATOR, out->first / SIMNET_SERVERS_MAX);
	name_servers(&of, out);
}

void
simnet_operator_servers(
    const struct simnet_world *w, uint32_t k, struct simnet_servers *out)
{
	struct simnet_zone of = simnet_zone(w, SIMNET_OPERATOR, k);
	*out = (struct simnet_servers){0};
	operator_set(w, k, out);
	name_servers(&of, out);
}

void
simnet_servers_at(const struct simnet_world *w, enum simnet_place place,
    uint32_t n, struct simnet_servers *out, unsigned *i)
{
	*out = (struct simnet_servers){.place = place, .count = 2, .v6 = true};
	if (place == SIMNET_AT_OPERATOR)
		simnet_operator_servers(w, n / SIMNET_SERVERS_MAX, out);
	else if (place == SIMNET_AT_OWN_NS)
		own_set(w, n / 2, out);
	else if (place == SIMNET_AT_TLD)
		out->first = n / SIMNET_SERVERS_MAX * SIMNET_SERVERS_MAX;
	*i = n - out->first;
}

enum simnet_dns_answer
simnet_servers_answer(const struct simnet_servers *s, unsigned i)
{
	static const enum simnet_dns_answer answers[] = {
	    [SIMNET_GOOD] = SIMNET_ANSWERS,
	    [SIMNET_TRUNCATE] = SIMNET_ANSWERS_TC,
	    [SIMNET_SLOW] = SIMNET_ANSWERS_LATE,
	    [SIMNET_NO_EDNS] = SIMNET_ANSWERS_NO_EDNS,
	    [SIMNET_ONE_REFUSES] = SIMNET_REFUSES,
	    [SIMNET_ONE_FAILS] = SIMNET_FAILS,
	    [SIMNET_ONE_SILENT] = SIMNET_SILENT,
	    [SIMNET_ONE_LAME] = SIMNET_LAME,
	    [SIMNET_ALL_REFUSE] = SIMNET_REFUSES,
	    [SIMNET_ALL_FAIL] = SIMNET_FAILS,
	    [SIMNET_ALL_SILENT] = SIMNET_SILENT,
	    [SIMNET_ALL_LAME] = SIMNET_LAME,
	};
	bool one =
	    s->class >= SIMNET_ONE_REFUSES && s->class <= SIMNET_ONE_LAME;
	if (s->class == SIMNET_ONE_BROKEN)
		return i == s->broken_at ? s->broken : SIMNET_ANSWERS;
	return one && i > 0 ? SIMNET_ANSWERS : answers[s->class];
}

static enum simnet_mail
domain_mail(const struct simnet_world *w, uint64_t index)
{
	uint64_t kind = simnet_draw(w, "mail", index, 100);
	if (domain_wants_dane(w, index))
		return SIMNET_MAIL_PROVIDER;
	if (w->config.dane_percent > 0) /* few have hosts of their own */
		return kind < 5    ? SIMNET_MAIL_NULL
		       : kind < 95 ? SIMNET_MAIL_PROVIDER
		       : kind < 98 ? SIMNET_MAIL_OWN
		       : kind < 99 ? SIMNET_MAIL_ALIAS
				   : SIMNET_MAIL_WILDCARD;
	return kind < 5    ? SIMNET_MAIL_NULL
	       : kind < 50 ? SIMNET_MAIL_PROVIDER
	       : kind < 85 ? SIMNET_MAIL_OWN
	       : kind < 93 ? SIMNET_MAIL_ALIAS
			   : SIMNET_MAIL_WILDCARD;
}

/* That of a domain whose mail is at one. */
static uint32_t
domain_provider(const struct simnet_world *w, uint64_t index)
{
	unsigned first = 0, count = w->config.providers;
	if (domain_wants_dane(w, index))
		count = w->config.dane_providers;
	else if (w->config.dane_percent > 0)
		first = w->config.dane_providers;
	return first +
	       (uint32_t)simnet_draw(w, "provider", index, count - first);
}

void
simnet_mx(const struct simnet_world *w, const struct simnet_zone *z,
    struct simnet_mx *out)
{
	*out = (struct simnet_mx){.kind = SIMNET_MAIL_NONE};
	uint64_t i = z->index;
	if (z->kind != SIMNET_DOMAIN)
		return;
	if (!domain_wants_dane(w, i) &&
	    !draw_percent(w, "has mx", i, w->config.mx_percent)) {
		out->kind = draw_percent(w, "implicit", i, 60)
				? SIMNET_MAIL_IMPLICIT
				: SIMNET_MAIL_NONE;
		return;
	}
	out->kind = domain_mail(w, i);
	out->provider = domain_provider(w, i);
	bool many =
	    out->kind == SIMNET_MAIL_OWN || out->kind == SIMNET_MAIL_PROVIDER;
	out->count = out->kind == SIMNET_MAIL_NULL ? 0
		     : many
			 ? 1 + (unsigned)simnet_draw(w, "mx", i, SIMNET_MX_MAX)
			 : 1;
	struct simnet_zone of = *z;
	if (out->kind == SIMNET_MAIL_PROVIDER)
		of = simnet_zone(w, SIMNET_PROVIDER, out->provider);
	for (unsigned h = 0; h < out->count; h++)
		snprintf(out->host[h], SIMNET_NAME_MAX, "mx%u.%.100s", h + 1,
		    of.name);
}

enum simnet_smtp
simnet_smtp_at(
    const struct simnet_world *w, enum simnet_place place, uint32_t n)
{
	const char *what =
	    place == SIMNET_AT_PROVIDER ? "provider smtp" : "own smtp";
	unsigned codes = SIMNET_SMTP_KINDS - SIMNET_SMTP_TLS_FAILS;
	if (!draw_percent(w, what, n, w->config.odd_percent)) {
		enum simnet_smtp code = SIMNET_SMTP_OK;
		if (w->config.other_codes)
			code =
			    (enum simnet_smtp)simnet_draw(w, "codes", n, codes);
		return code == 0 ? SIMNET_SMTP_OK
				 : SIMNET_SMTP_TLS_FAILS + code;
	}
	return 1 + (enum simnet_smtp)simnet_draw(
		       w, "smtp", n, SIMNET_SMTP_TLS_FAILS);
}

/* "mx2" is 1; false: no such label. */
static bool
mx_number(const char *name, const char *zone, unsigned *h)
{
	if (strncmp(name, "mx", 2) != 0 || name[2] < '1' || name[2] > '3' ||
	    name[3] != '.' || strcmp(name + 4, zone) != 0)
		return false;
	*h = (unsigned)(name[2] - '1');
	return true;
}

static void
host_fill(const struct simnet_world *w, const char *name, uint64_t tag,
    struct simnet_host *out)
{
	snprintf(out->name, sizeof(out->name), "%s", name);
	out->v6 = draw_percent(w, "host v6", tag, 40);
	out->rolls = draw_percent(w, "rolls", tag, w->config.rolling_percent);
	out->key = (unsigned)simnet_draw(w, "key", tag, 1000) +
		   (out->rolls && w->rolled);
	out->chain = 1 + (unsigned)simnet_draw(w, "chain", tag, 3);
	out->smtp = simnet_smtp_at(w, out->place, out->n);
	unsigned kinds = w->config.tlsa_fits ? 3 : 4; /* wrong is the last */
	out->tlsa = draw_percent(w, "tlsa", tag, 60)
			? SIMNET_TLSA_311 + (enum simnet_tlsa)simnet_draw(
						w, "kind of tlsa", tag, kinds)
			: SIMNET_TLSA_NONE;
	if (out->tlsa == SIMNET_TLSA_211 && out->chain == 1)
		out->chain = 2;
}

static bool
provider_host(const struct simnet_world *w, uint32_t p, unsigned h,
    struct simnet_host *out)
{
	struct simnet_zone z = simnet_zone(w, SIMNET_PROVIDER, p);
	char name[SIMNET_NAME_MAX];
	snprintf(name, sizeof(name), "mx%u.%.100s", h + 1, z.name);
	out->place = SIMNET_AT_PROVIDER;
	out->n = p * 4 + h;
	host_fill(w, name, 1ull << 62 | out->n, out);
	if (w->config.dane_percent > 0 && !provider_has_dane(w, p))
		out->tlsa = SIMNET_TLSA_NONE;
	else if (provider_has_dane(w, p) && out->tlsa == SIMNET_TLSA_NONE)
		out->tlsa = SIMNET_TLSA_311;
	return true;
}

bool
simnet_host(
    const struct simnet_world *w, const char *name, struct simnet_host *out)
{
	struct simnet_zone z = simnet_zone_of(w, name);
	struct simnet_mx mx;
	unsigned h = 0;
	simnet_mx(w, &z, &mx);
	*out = (struct simnet_host){0};
	bool numbered = mx_number(name, z.name, &h);
	if (z.kind == SIMNET_PROVIDER)
		return numbered && provider_host(w, (uint32_t)z.index, h, out);
	if (z.kind != SIMNET_DOMAIN)
		return false;
	if (mx.kind == SIMNET_MAIL_ALIAS && numbered && h == 0)
		return provider_host(w, mx.provider, 0, out);
	bool own =
	    numbered && h < mx.count &&
	    (mx.kind == SIMNET_MAIL_OWN || mx.kind == SIMNET_MAIL_WILDCARD);
	if (!own &&
	    !(mx.kind == SIMNET_MAIL_IMPLICIT && strcmp(name, z.name) == 0))
		return false;
	out->place = SIMNET_AT_OWN_MAIL;
	out->n = (uint32_t)((z.index * SIMNET_MX_MAX + h) % OWN_MAIL_SLOTS);
	host_fill(w, name, z.index * SIMNET_MX_MAX + h, out);
	if (mx.kind == SIMNET_MAIL_WILDCARD) { /* *.d5.com has A alone */
		out->tlsa = SIMNET_TLSA_NONE;
		out->v6 = false;
	}
	return true;
}
