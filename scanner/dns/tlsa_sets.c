#include "tlsa_sets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "dns/alias.h"
#include "name_table.h"

enum {
	SET_BYTES_MAX = 4096, /* two whole certificates, or 100 digests */
	LINKS_MAX = 8,
};
static const uint32_t NO_ALIAS = UINT32_MAX;

/* What is known of a name: records, or another name, or nothing yet. */
struct tlsa_row {
	size_t at; /* into bytes */
	uint16_t len, room;
	uint32_t alias;
};

struct tlsa_sets {
	struct name_table *names;
	struct array rows; /* struct tlsa_row, by id of names */
	struct array bytes;
};

int
tlsa_sets_new(struct tlsa_sets **out)
{
	struct tlsa_sets *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	if (name_table_new(&s->names) < 0) {
		free(s);
		return -ENOMEM;
	}
	*out = s;
	return 0;
}

void
tlsa_sets_free(struct tlsa_sets *s)
{
	if (s == NULL)
		return;
	name_table_free(s->names);
	array_fini(&s->rows);
	array_fini(&s->bytes);
	free(s);
}

size_t
tlsa_sets_memory_bytes(const struct tlsa_sets *s)
{
	return sizeof(*s) + name_table_memory_bytes(s->names) +
	       s->rows.cap * sizeof(struct tlsa_row) + s->bytes.cap;
}

static struct tlsa_row *
row_at(const struct tlsa_sets *s, uint32_t id)
{
	return (struct tlsa_row *)s->rows.at + id;
}

static int
find_or_add(struct tlsa_sets *s, const struct dns_name *name, uint32_t *id)
{
	int rc = array_reserve(&s->rows, 1, sizeof(struct tlsa_row));
	if (rc == 0)
		rc = name_table_add(s->names, name, id);
	if (rc == 0 && *id == s->rows.count)
		*(struct tlsa_row *)array_push(
		    &s->rows, 1, sizeof(struct tlsa_row)) =
		    (struct tlsa_row){.alias = NO_ALIAS};
	return rc;
}

/* Appends the records of the reply that there is room for. */
static int
add_records(
    struct tlsa_sets *s, const struct dns_message *m, struct tlsa_row *row)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	row->at = s->bytes.count;
	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER) {
		size_t len = wire_left(&rr.rdata);
		if (rr.type != DNS_TLSA || row->len + 2 + len > SET_BYTES_MAX)
			continue;
		uint8_t *place = array_push(&s->bytes, 2 + len, 1);
		if (place == NULL)
			return -ENOMEM;
		place[0] = (uint8_t)(len >> 8);
		place[1] = (uint8_t)len;
		memcpy(place + 2, rr.rdata.at, len);
		row->len = (uint16_t)(row->len + 2 + len);
	}
	return 0;
}

/*
 * A set that outgrows its place takes twice what it needs: so all its places
 * together are no more than three of the largest, however often it changes.
 */
static uint16_t
room_for(const struct tlsa_row *old, uint16_t len)
{
	if (old->room == 0)
		return len;
	return len <= SET_BYTES_MAX / 2 ? (uint16_t)(2 * len) : SET_BYTES_MAX;
}

/* What was appended goes to the place of the set of before. */
static int
put(struct tlsa_sets *s, struct tlsa_row *old, struct tlsa_row row)
{
	uint8_t *bytes = s->bytes.at;
	if (row.len > old->room) {
		row.room = room_for(old, row.len);
		if (array_push(&s->bytes, row.room - row.len, 1) == NULL)
			return -ENOMEM;
	} else {
		if (row.len > 0)
			memmove(bytes + old->at, bytes + row.at, row.len);
		s->bytes.count = row.at;
		row.at = old->at;
		row.room = old->room;
	}
	*old = row;
	return 0;
}

int
tlsa_sets_note(struct tlsa_sets *s, const struct dns_name *asked,
    const struct dns_message *m)
{
	struct tlsa_row row = {.alias = NO_ALIAS};
	struct dns_name target;
	uint32_t id;
	int rc = add_records(s, m, &row);
	if (rc == 0 && row.len == 0 && dns_alias_target(m, asked, &target))
		rc = find_or_add(s, &target, &row.alias);
	if (rc < 0 || (row.len == 0 && row.alias == NO_ALIAS))
		return rc;
	rc = find_or_add(s, asked, &id);
	return rc < 0 ? rc : put(s, row_at(s, id), row);
}

const uint8_t *
tlsa_sets_of(
    const struct tlsa_sets *s, const struct dns_name *name, size_t *len)
{
	uint32_t id;
	if (!name_table_find(s->names, name, &id))
		return NULL;
	for (unsigned i = 0; i < LINKS_MAX && row_at(s, id)->alias != NO_ALIAS;
	     i++)
		id = row_at(s, id)->alias;
	const struct tlsa_row *row = row_at(s, id);
	*len = row->len;
	return row->len > 0 ? (const uint8_t *)s->bytes.at + row->at : NULL;
}
