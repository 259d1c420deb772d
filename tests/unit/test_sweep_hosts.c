/* Hosts of the SMTP sweep, their names and records, behind one another. */
#include "scanner/smtp/sweep_hosts.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"

enum { NAMES_MAX = 3 };

static const struct {
	const char *name, *sni;
	const char *aliases[NAMES_MAX];
	unsigned alias_count;
	const char *tlsa; /* NULL: none */
} rows[] = {
    {"mx.example", "mx.example", {NULL}, 0, NULL},
    {"", "", {NULL}, 0, NULL},
    {"mx1.example", "mx1.a.example", {"mx1.b.example", "mx1.a.example"}, 2,
	"\x03\x01\x01 and a digest"},
    {"mx2.example", "mx2.example", {"c.example"}, 1, NULL},
    {"mx3.example", "mx3.example", {NULL}, 0, "records"},
};

static struct dns_name
name_of(const char *text)
{
	struct dns_name n = DNS_ROOT;
	if (*text != '\0' && !dns_name_from_text(text, strlen(text), &n))
		abort();
	return n;
}

static bool
is_named(const struct dns_name *n, const char *text)
{
	struct dns_name wanted = name_of(text);
	return dns_name_equal(n, &wanted);
}

static uint32_t
add(struct sweep_hosts *h, size_t i)
{
	uint32_t id;
	struct dns_name name = name_of(rows[i].name);
	struct dns_name sni = name_of(rows[i].sni), aliases[NAMES_MAX];
	const char *tlsa = rows[i].tlsa;
	for (unsigned k = 0; k < rows[i].alias_count; k++)
		aliases[k] = name_of(rows[i].aliases[k]);
	if (sweep_hosts_add(h,
		&(struct sweep_host){.name = &name,
		    .sni = &sni,
		    .aliases = aliases,
		    .alias_count = rows[i].alias_count,
		    .tlsa = (const uint8_t *)tlsa,
		    .tlsa_len = tlsa != NULL ? strlen(tlsa) : 0},
		&id) < 0)
		abort();
	return id;
}

static bool
has_names(const struct sweep_hosts *h, uint32_t id, size_t i)
{
	struct dns_name n, sni;
	sweep_hosts_name(h, id, &n);
	sweep_hosts_sni(h, id, &sni);
	bool good = is_named(&n, rows[i].name) && is_named(&sni, rows[i].sni) &&
		    sweep_hosts_is_named(h, id) == (*rows[i].name != '\0') &&
		    sweep_hosts_any_name(h, id, 0, &n) &&
		    is_named(&n, rows[i].name);
	for (unsigned k = 0; k < rows[i].alias_count; k++)
		good &= sweep_hosts_any_name(h, id, k + 1, &n) &&
			is_named(&n, rows[i].aliases[k]);
	return good &&
	       !sweep_hosts_any_name(h, id, rows[i].alias_count + 1, &n);
}

static bool
has_tlsa(const struct sweep_hosts *h, uint32_t id, const char *wanted)
{
	size_t len;
	const uint8_t *tlsa = sweep_hosts_tlsa(h, id, &len);
	if (wanted == NULL)
		return tlsa == NULL && len == 0;
	return tlsa != NULL && len == strlen(wanted) &&
	       memcmp(tlsa, wanted, len) == 0;
}

int
main(void)
{
	struct sweep_hosts h = {0};
	uint32_t ids[ARRAY_LEN(rows)];
	bool rising = true;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ids[i] = add(&h, i);
		rising &= i == 0 || ids[i] > ids[i - 1];
	}
	ok(rising, "numbers rise");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(has_names(&h, ids[i], i) &&
			has_tlsa(&h, ids[i], rows[i].tlsa),
		    *rows[i].name != '\0' ? rows[i].name : "an address alone");
	ok(sweep_hosts_take_repeat(&h, ids[2]) &&
		!sweep_hosts_take_repeat(&h, ids[2]) &&
		sweep_hosts_take_repeat(&h, ids[3]) && has_names(&h, ids[2], 2),
	    "each has one session repeated");
	sweep_hosts_fini(&h);
	return tap_end();
}
