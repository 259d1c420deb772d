#include "rescan_list.h"

#include <errno.h>
#include <stdlib.h>

#include "base/siphash.h"
#include "dns/name_map.h"
#include "output/part_reader.h"
#include "scanner/dns/name_table.h"

enum { LABEL_RESCAN = 0x7265 }; /* no other order is under this key */

void
rescan_list_init(struct rescan_list *l)
{
	*l = (struct rescan_list){0};
	arena_init(&l->arena);
}

void
rescan_list_fini(struct rescan_list *l)
{
	array_fini(&l->listed);
	array_fini(&l->dropped);
	arena_fini(&l->arena);
}

int
rescan_list_add(struct rescan_list *l, const struct listed_record *r)
{
	struct listed_record *row = array_push(&l->listed, 1, sizeof(*row));
	if (row == NULL)
		return -ENOMEM;
	*row = *r;
	row->host = name_new(&l->arena, r->host);
	if (r->next_hop != NULL)
		row->next_hop = name_new(&l->arena, r->next_hop);
	return 0;
}

int
rescan_list_drop(struct rescan_list *l, const struct dropped_record *r)
{
	struct dropped_record *row = array_push(&l->dropped, 1, sizeof(*row));
	if (row == NULL)
		return -ENOMEM;
	*row = *r;
	row->host = name_new(&l->arena, r->host);
	return 0;
}

static uint64_t
place(const struct siphash_key *key, const struct dns_name *name)
{
	return siphash(key, name->wire, name->len);
}

static int
compare(const struct siphash_key *key, const struct dns_name *a,
    const struct dns_name *b)
{
	uint64_t x = place(key, a), y = place(key, b);
	return x != y ? (x > y) - (x < y) : dns_name_compare(a, b);
}

static int
by_listed(const void *a, const void *b, void *key)
{
	const struct listed_record *x = a, *y = b;
	return compare(key, x->host, y->host);
}

static int
by_dropped(const void *a, const void *b, void *key)
{
	const struct dropped_record *x = a, *y = b;
	return compare(key, x->host, y->host);
}

void
rescan_list_sort(struct rescan_list *l, uint64_t seed)
{
	struct siphash_key key = {seed, LABEL_RESCAN};
	if (l->listed.count > 1)
		qsort_r(l->listed.at, l->listed.count,
		    sizeof(struct listed_record), by_listed, &key);
	if (l->dropped.count > 1)
		qsort_r(l->dropped.at, l->dropped.count,
		    sizeof(struct dropped_record), by_dropped, &key);
}

int
rescan_list_names(const struct rescan_list *l, struct name_table **hosts,
    struct name_table **next_hops)
{
	const struct listed_record *r = l->listed.at;
	*hosts = *next_hops = NULL;
	int rc = name_table_new(hosts);
	if (rc == 0)
		rc = name_table_new(next_hops);
	for (size_t i = 0; i < l->listed.count && rc == 0; i++) {
		uint32_t id;
		rc = name_table_add(*hosts, r[i].host, &id);
		if (rc == 0 && r[i].next_hop != NULL)
			rc = name_table_add(*next_hops, r[i].next_hop, &id);
	}
	return rc;
}

/* Takes one line.  0 or -errno. */
typedef int take_fn(struct rescan_list *l, struct record_reader *reader,
    const struct part_line *line);

static int
take_listed(struct rescan_list *l, struct record_reader *reader,
    const struct part_line *line)
{
	struct listed_record r;
	return listed_record_read(reader, line->text, line->len, &r)
		   ? rescan_list_add(l, &r)
		   : -EBADMSG;
}

static int
take_dropped(struct rescan_list *l, struct record_reader *reader,
    const struct part_line *line)
{
	struct dropped_record r;
	return dropped_record_read(reader, line->text, line->len, &r)
		   ? rescan_list_drop(l, &r)
		   : -EBADMSG;
}

/* What an open part holds behind its last whole member is none.  As
 * part_reader_line(). */
static int
next_line(struct part_reader *parts, struct part_line *line)
{
	enum part_read read;
	do
		read = part_reader_next(parts, line);
	while (read == PART_READ_TAIL);
	if (read == PART_READ_LINE)
		return 1;
	if (read == PART_READ_END)
		return 0;
	return read == PART_READ_ERROR ? part_reader_errno(parts) : -EBADMSG;
}

static int
read_kind(
    struct rescan_list *l, const char *run, const char *kind, take_fn *take)
{
	struct part_reader *parts;
	struct record_reader reader;
	struct part_line line;
	int rc = part_reader_open(run, kind, true, &parts);
	if (rc < 0)
		return rc;
	record_reader_init(&reader);
	while ((rc = next_line(parts, &line)) == 1 &&
	       (rc = take(l, &reader, &line)) == 0)
		;
	record_reader_fini(&reader);
	part_reader_close(parts);
	return rc;
}

int
rescan_list_read(struct rescan_list *l, const char *run)
{
	int rc = read_kind(l, run, "listed", take_listed);
	return rc == 0 ? read_kind(l, run, "dropped", take_dropped) : rc;
}
