#include "anchor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "algorithm.h"
#include "dns/name_map.h"
#include "dns/rdata_parse.h"
#include "base/text_lines.h"

void
anchor_set_init(struct anchor_set *set, struct arena *arena)
{
	*set = (struct anchor_set){.arena = arena};
}

static struct anchor *
find(const struct anchor_set *set, const struct dns_name *zone)
{
	for (size_t i = 0; i < set->count; i++) {
		if (dns_name_equal(set->at[i].zone, zone))
			return &set->at[i];
	}
	return NULL;
}

const struct anchor *
anchor_find(const struct anchor_set *set, const struct dns_name *zone)
{
	return find(set, zone);
}

static struct anchor *
find_or_add(struct anchor_set *set, const struct dns_name *zone)
{
	struct anchor *a = find(set, zone);
	if (a != NULL)
		return a;
	set->at = arena_grow(set->arena, set->at, set->count, sizeof(*set->at));
	a = &set->at[set->count++];
	*a = (struct anchor){.zone = name_new(set->arena, zone)};
	return a;
}

static bool
add_record(struct anchor_set *set, const struct dns_name *zone, uint16_t type,
    const struct rdata *rdata)
{
	struct ds ds;
	struct dnskey key;
	struct anchor *a = find_or_add(set, zone);
	if (type == DNS_DS) {
		if (!ds_parse(rdata, &ds) || ds.digest.len == 0)
			return false;
		a->ds =
		    arena_grow(set->arena, a->ds, a->ds_count, sizeof(*a->ds));
		a->ds[a->ds_count++] = ds;
		return true;
	}
	if (!dnskey_parse(rdata, &key) || key.pubkey.len == 0)
		return false;
	a->keys =
	    arena_grow(set->arena, a->keys, a->key_count, sizeof(*a->keys));
	a->keys[a->key_count++] = key;
	return true;
}

/* The next word of `*at`, ended by a zero byte; NULL at the end. */
static char *
word(char **at)
{
	char *w = *at + strspn(*at, " \t\r\n");
	if (*w == 0)
		return NULL;
	*at = w + strcspn(w, " \t\r\n");
	if (**at != 0)
		*(*at)++ = 0;
	return w;
}

static bool
is_ttl_or_class(const char *w)
{
	return strcasecmp(w, "IN") == 0 || strcasecmp(w, "CLASS1") == 0 ||
	       strspn(w, "0123456789") == strlen(w);
}

static bool
add_words(struct anchor_set *set, char *line)
{
	char *name = word(&line);
	struct dns_name zone;
	if (name == NULL)
		return true;
	char *type = word(&line);
	while (type != NULL && is_ttl_or_class(type))
		type = word(&line);
	if (type == NULL || !dns_name_from_text(name, strlen(name), &zone))
		return false;
	bool is_ds = strcasecmp(type, "DS") == 0;
	if (!is_ds && strcasecmp(type, "DNSKEY") != 0)
		return false;

	struct rdata rdata;
	struct text scratch;
	text_init(&scratch);
	uint16_t number = is_ds ? DNS_DS : DNS_DNSKEY;
	bool good = rdata_parse(set->arena, &scratch, number, line, &rdata) &&
		    add_record(set, &zone, number, &rdata);
	text_fini(&scratch);
	return good;
}

bool
anchor_set_add_line(struct anchor_set *set, const char *line)
{
	char *copy = arena_copy(set->arena, line, strlen(line) + 1);
	copy[strcspn(copy, ";\r\n")] = 0;
	return add_words(set, copy);
}

int
anchor_set_read(struct anchor_set *set, const char *path, struct text *why)
{
	struct text_lines in;
	const char *line;
	size_t len;

	int rc = text_lines_open(&in, path, why);
	while (rc == 0 && text_lines_next(&in, &line, &len, why)) {
		if (!anchor_set_add_line(set, line))
			rc = text_lines_fault(
			    &in, "not a DS or DNSKEY record on one line", why);
	}
	if (rc == 0)
		rc = text_lines_error(&in);
	text_lines_close(&in);
	if (rc == 0 && set->count == 0) {
		text_addf(why, "%s: has no DS or DNSKEY record", path);
		rc = -ENOENT;
	}
	return rc;
}

bool
anchor_has_key(const struct anchor *a, const struct dnskey *key)
{
	for (size_t i = 0; i < a->key_count; i++) {
		if (rdata_compare(&a->keys[i].rdata, &key->rdata) == 0)
			return true;
	}
	return false;
}

bool
anchor_has_usable_key(const struct anchor *a)
{
	for (size_t i = 0; i < a->key_count; i++) {
		if (algorithm_supported(a->keys[i].algorithm))
			return true;
	}
	return false;
}
