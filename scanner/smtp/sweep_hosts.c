#include "sweep_hosts.h"

#include <errno.h>
#include <string.h>

struct host_row {
	uint64_t operator_hash;
	size_t name_at, sni_at; /* into bytes; mostly the same */
	size_t alias_at;        /* the first; others lie behind it */
	uint8_t alias_count;
	size_t tlsa_at;
	uint32_t tlsa_len; /* 0: none */
	bool repeated;
};

static int
add_name(struct sweep_hosts *h, const struct dns_name *name, size_t *at)
{
	*at = h->bytes.count;
	uint8_t *place = array_push(&h->bytes, 1u + name->len, 1);
	if (place == NULL)
		return -ENOMEM;
	*place = name->len;
	memcpy(place + 1, name->wire, name->len);
	return 0;
}

static int
add_aliases(
    struct sweep_hosts *h, const struct sweep_host *what, struct host_row *row)
{
	int rc = 0;
	row->alias_at = h->bytes.count;
	row->alias_count = (uint8_t)what->alias_count;
	for (unsigned i = 0; i < what->alias_count && rc == 0; i++) {
		size_t at;
		rc = add_name(h, &what->aliases[i], &at);
	}
	return rc;
}

static int
add_tlsa(
    struct sweep_hosts *h, const struct sweep_host *what, struct host_row *row)
{
	if (what->tlsa == NULL)
		return 0;
	uint8_t *place = array_push(&h->bytes, what->tlsa_len, 1);
	if (place == NULL)
		return -ENOMEM;
	memcpy(place, what->tlsa, what->tlsa_len);
	row->tlsa_len = (uint32_t)what->tlsa_len;
	row->tlsa_at = h->bytes.count - what->tlsa_len;
	return 0;
}

int
sweep_hosts_add(
    struct sweep_hosts *h, const struct sweep_host *what, uint32_t *host)
{
	struct host_row row = {
	    .operator_hash = budget_key_of_operator(what->name).hash};
	int rc = add_name(h, what->name, &row.name_at);
	row.sni_at = row.name_at;
	if (rc == 0 && !dns_name_equal(what->name, what->sni))
		rc = add_name(h, what->sni, &row.sni_at);
	if (rc == 0)
		rc = add_aliases(h, what, &row);
	if (rc == 0)
		rc = add_tlsa(h, what, &row);
	struct host_row *last =
	    rc == 0 ? array_push(&h->rows, 1, sizeof(*last)) : NULL;
	if (last == NULL)
		return -ENOMEM;
	*last = row;
	*host = (uint32_t)(h->rows.count - 1);
	return 0;
}

static void
get(const struct sweep_hosts *h, size_t at, struct dns_name *out)
{
	const uint8_t *place = (const uint8_t *)h->bytes.at + at;
	out->len = *place;
	memcpy(out->wire, place + 1, out->len);
}

void
sweep_hosts_name(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out)
{
	const struct host_row *rows = h->rows.at;
	get(h, rows[host].name_at, out);
}

bool
sweep_hosts_is_named(const struct sweep_hosts *h, uint32_t host)
{
	const struct host_row *rows = h->rows.at;
	return ((const uint8_t *)h->bytes.at)[rows[host].name_at] > 1;
}

void
sweep_hosts_sni(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out)
{
	const struct host_row *rows = h->rows.at;
	get(h, rows[host].sni_at, out);
}

struct budget_key
sweep_hosts_operator(const struct sweep_hosts *h, uint32_t host)
{
	const struct host_row *rows = h->rows.at;
	return (struct budget_key){BUDGET_OPERATOR, rows[host].operator_hash};
}

bool
sweep_hosts_any_name(const struct sweep_hosts *h, uint32_t host, unsigned i,
    struct dns_name *out)
{
	const struct host_row *row = (const struct host_row *)h->rows.at + host;
	size_t at = i == 0 ? row->name_at : row->alias_at;
	if (i > row->alias_count)
		return false;
	for (; i > 1; i--)
		at += 1u + ((const uint8_t *)h->bytes.at)[at];
	get(h, at, out);
	return true;
}

const uint8_t *
sweep_hosts_tlsa(const struct sweep_hosts *h, uint32_t host, size_t *len)
{
	const struct host_row *row = (const struct host_row *)h->rows.at + host;
	*len = row->tlsa_len;
	return row->tlsa_len > 0 ? (const uint8_t *)h->bytes.at + row->tlsa_at
				 : NULL;
}

bool
sweep_hosts_take_repeat(struct sweep_hosts *h, uint32_t host)
{
	struct host_row *row = (struct host_row *)h->rows.at + host;
	bool first = !row->repeated;
	row->repeated = true;
	return first;
}

void
sweep_hosts_fini(struct sweep_hosts *h)
{
	array_fini(&h->bytes);
	array_fini(&h->rows);
}
