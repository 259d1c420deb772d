#include "evidence_view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "seen_sets.h"
#include "vouched_zones.h"
#include "zone_contacts.h"

/* What is of a name in which replies, until somebody asks. */
struct unresolved {
	struct unresolved *next;
	struct evidence_carrier carrier;
};

struct evidence_page {
	struct evidence_page *older;
	struct evidence evidence;
	struct name_map unresolved; /* struct unresolved, the earliest first */
	size_t bytes;
};

struct cert_page {
	struct cert_page *older;
	struct arena arena;
	struct seen_cert *certs; /* sorted */
	size_t count, bytes;
};

enum { MAP_ENTRY_BYTES = 48 };

static void
need_heap(const void *had)
{
	if (had != NULL)
		return;
	log_line("out of memory");
	exit(EXIT_CODE_EARLY);
}

struct evidence_view *
evidence_view_new(const struct evidence *e)
{
	struct evidence_view *v = calloc(1, sizeof(*v));
	if (v == NULL)
		return NULL;
	v->store = e->store;
	row_page_reader_init(&v->reader);
	v->rows = calloc(1, sizeof(*v->rows));
	v->pages =
	    calloc(sorted_rows_pages(&e->store->names) + 1, sizeof(*v->pages));
	v->certs =
	    calloc(sorted_rows_pages(&e->store->certs) + 1, sizeof(*v->certs));
	if (v->rows != NULL && v->pages != NULL && v->certs != NULL)
		return v;
	evidence_view_free(v);
	return NULL;
}

static void
free_page(struct evidence_page *p)
{
	name_map_fini(&p->unresolved);
	evidence_fini(&p->evidence);
	free(p);
}

static void
forget(struct evidence_view *v)
{
	while (v->newest != NULL) {
		struct evidence_page *p = v->newest;
		v->newest = p->older;
		free_page(p);
	}
	while (v->newest_certs != NULL) {
		struct cert_page *p = v->newest_certs;
		v->newest_certs = p->older;
		arena_fini(&p->arena);
		free(p);
	}
	if (v->pages != NULL)
		memset(v->pages, 0,
		    sorted_rows_pages(&v->store->names) * sizeof(*v->pages));
	if (v->certs != NULL)
		memset(v->certs, 0,
		    sorted_rows_pages(&v->store->certs) * sizeof(*v->certs));
	v->bytes = v->largest = 0;
}

static void
count_page(struct evidence_view *v, size_t bytes)
{
	v->bytes += bytes;
	if (bytes > v->largest)
		v->largest = bytes;
}

void
evidence_view_free(struct evidence_view *v)
{
	if (v == NULL)
		return;
	forget(v);
	row_page_reader_fini(&v->reader);
	free(v->rows);
	free(v->pages);
	free(v->certs);
	free(v);
}

/*
 * The largest page is not counted: it may hold one name alone, of any size, and
 * whoever asks of that name again and again would read it anew each time.
 */
bool
evidence_view_trim(struct evidence_view *v, size_t bytes)
{
	bool much = v->bytes - v->largest > bytes;
	if (much)
		forget(v);
	return much;
}

/* The bytes of a page, in `arena`; `*end` is where they start if that fails. */
static const uint8_t *
read_page(struct evidence_view *v, const struct sorted_rows *rows, size_t i,
    struct arena *arena, const uint8_t **end)
{
	static const uint8_t none[1];
	*end = none;
	if (i >= sorted_rows_pages(rows))
		return none;
	size_t len = sorted_rows_page(rows, i)->len;
	arena->block_bytes = len;
	uint8_t *bytes = arena_bytes(arena, len);
	if (row_page_read(&v->reader, rows, i, bytes) < 0)
		return none;
	*end = bytes + len;
	return bytes;
}

static void
add_unresolved(struct evidence_page *p, const struct dns_name *name,
    uint16_t type, const struct key_row *row)
{
	struct arena *arena = &p->evidence.arena;
	struct unresolved *u = arena_alloc(arena, sizeof(*u));
	struct unresolved **at =
	    (struct unresolved **)&name_map_at(&p->unresolved, name, type)
		->value;
	u->carrier = evidence_row_seen(row);
	while (*at != NULL)
		at = &(*at)->next;
	*at = u;
}

/* The name that a key begins with. */
static void
name_of_key(const struct key_row *row, size_t len, struct dns_name *out)
{
	uint8_t labels[DNS_NAME_MAX + 1];
	size_t at = sizeof(labels);
	out->len = 0;
	labels[--at] = 0;
	for (size_t i = 0; i < len; i++) { /* the last label comes first */
		uint8_t label[DNS_LABEL_MAX], n = 0;
		for (; row->key[i] != 0; i++) {
			bool escaped = row->key[i] == 1;
			i += escaped;
			label[n++] = (uint8_t)(row->key[i] - (escaped ? 1 : 0));
		}
		at -= n;
		memcpy(labels + at, label, n);
		labels[--at] = n;
	}
	out->len = (uint8_t)(sizeof(labels) - at);
	memcpy(out->wire, labels + at, out->len);
}

static void
take_row(
    struct evidence_view *v, struct evidence_page *p, const struct key_row *row)
{
	struct evidence *e = &p->evidence;
	struct thread_evidence *to = v->rows;
	const struct evidence_row_head h = evidence_row_head(row);
	struct dns_name name;
	switch (h.kind) {
	case EVIDENCE_ROW_DELEGATION: {
		struct delegated *d = evidence_row_delegated(row, &e->arena);
		d->next = to->delegations;
		to->delegations = d;
		return;
	}
	case EVIDENCE_ROW_LISTED: {
		struct listed_host *l = evidence_row_listed(row, &e->arena);
		l->next = to->listed;
		to->listed = l;
		return;
	}
	case EVIDENCE_ROW_REPLY: {
		struct reply *r = evidence_row_reply(row, &e->arena);
		r->next = to->replies;
		to->replies = r;
		return;
	}
	case EVIDENCE_ROW_SESSION: {
		struct host_session *s = evidence_row_session(row, &e->arena);
		s->next = to->sessions;
		to->sessions = s;
		return;
	}
	case EVIDENCE_ROW_ZONE:
	case EVIDENCE_ROW_SIGNER:
		name_of_key(row, h.name_len, &name);
		name_map_at(
		    h.kind == EVIDENCE_ROW_ZONE ? &e->zones : &e->signers,
		    &name, 0)
		    ->value = e;
		return;
	case EVIDENCE_ROW_VOUCHED:
		name_of_key(row, h.name_len, &name);
		vouched_zones_put(
		    &e->vouched, &name, evidence_row_vouched(row));
		return;
	case EVIDENCE_ROW_CONTACT: {
		const struct dns_name *zone;
		const struct dns_name *rname = evidence_row_contact(row, &zone);
		zone_contacts_put(&e->contacts, zone, rname);
		return;
	}
	case EVIDENCE_ROW_WANTED:
		return; /* it has let contacts in */
	case EVIDENCE_ROW_SEEN:
		name_of_key(row, h.name_len, &name);
		add_unresolved(p, &name, h.type, row);
		return;
	}
}

/* What was preferred before comes first again. */
static void
prefer_again(struct evidence_view *v, struct evidence *e)
{
	size_t count = name_map_count(&e->replies);
	if (name_map_count(&v->store->preferred) == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct name_map_entry *s = name_map_entry(&e->replies, i);
		const uint64_t *order =
		    name_map_get(&v->store->preferred, s->name, s->type);
		struct reply *r = order != NULL ? s->value : NULL;
		while (r != NULL && r->order != *order)
			r = r->other;
		if (r != NULL)
			evidence_prefer(e, r);
	}
}

/* What a page takes: its memory, and that of its maps. */
static size_t
page_bytes(const struct evidence_page *p)
{
	const struct evidence *e = &p->evidence;
	size_t entries =
	    name_map_count(&e->replies) + name_map_count(&e->delegations) +
	    name_map_count(&e->zones) + name_map_count(&e->signers) +
	    name_map_count(&e->sessions) + name_map_count(&e->listed) +
	    name_map_count(&e->contacts) + name_map_count(&e->vouched) +
	    name_map_count(&p->unresolved);
	return sizeof(*p) + e->arena.bytes + entries * MAP_ENTRY_BYTES;
}

static struct evidence_page *
load(struct evidence_view *v, size_t i)
{
	struct evidence_page *p = calloc(1, sizeof(*p));
	const uint8_t *end;
	struct key_row row;
	need_heap(p);
	evidence_init(&p->evidence);
	name_map_init(&p->unresolved, &p->evidence.arena);
	memset(v->rows, 0, sizeof(*v->rows));
	const uint8_t *at =
	    read_page(v, &v->store->names, i, &p->evidence.arena, &end);
	while (row_next(&at, end, &row))
		take_row(v, p, &row);
	evidence_take(&p->evidence, v->rows);
	prefer_again(v, &p->evidence);
	p->bytes = page_bytes(p);
	count_page(v, p->bytes);
	p->older = v->newest;
	v->newest = p;
	return p;
}

static struct evidence_page *
page_at(struct evidence_view *v, size_t i)
{
	if (v->pages[i] == NULL)
		v->pages[i] = load(v, i);
	return v->pages[i];
}

static struct evidence_page *
page_of(struct evidence_view *v, const struct dns_name *name)
{
	struct evidence_key k;
	evidence_key_begin(&k, name);
	k.bytes[k.len++] = UINT8_MAX; /* behind all its rows */
	return page_at(v, sorted_rows_find(&v->store->names, k.bytes, k.len));
}

const struct evidence *
evidence_view_at(struct evidence_view *v, const struct dns_name *name)
{
	return &page_of(v, name)->evidence;
}

const struct evidence *
evidence_view_page(struct evidence_view *v, size_t i)
{
	return &page_at(v, i)->evidence;
}

/* What came with one reply, behind what came before. */
struct seen_list {
	struct arena *arena;
	const struct dns_name *name;
	struct seen_rrset *first, **last;
	unsigned room;
};

static void
add_seen(void *arg, const struct reply *r, const struct rrset *set)
{
	struct seen_list *l = arg;
	if (l->room == 0)
		return;
	l->room--;
	struct seen_rrset *s = arena_alloc(l->arena, sizeof(*s));
	*s = (struct seen_rrset){.name = l->name, .rrset = set, .reply = r};
	*l->last = s;
	l->last = &s->same;
}

/* Of a reply that has several of a zone's sets, the last one counts. */
static void
keep_last(void *arg, const struct reply *r, const struct rrset *set)
{
	struct seen_list *l = arg;
	l->last = &l->first;
	l->room = 1;
	l->first = NULL;
	add_seen(arg, r, set);
}

/* The reply that a row means; NULL: it is one of too many. */
static const struct reply *
carrier_reply(struct evidence_view *v, const struct evidence_carrier *c)
{
	const struct reply *r = name_map_get(
	    &page_of(v, c->name)->evidence.replies, c->name, c->type);
	while (r != NULL && r->order != c->order)
		r = r->other;
	return r;
}

static struct seen_rrset *
resolve(struct evidence_view *v, struct evidence_page *p,
    const struct name_map_entry *entry, const struct unresolved *u)
{
	bool denial = entry->type == DNS_NSEC || entry->type == DNS_NSEC3;
	struct seen_list l = {.arena = &p->evidence.arena,
	    .name = entry->name,
	    .room = denial ? SEEN_DENIALS_MAX : 1};
	unsigned room = l.room;
	l.last = &l.first;
	for (; u != NULL && room > 0; u = u->next) {
		const struct reply *r = carrier_reply(v, &u->carrier);
		l.room = room;
		if (r != NULL)
			(void)seen_sets_of(r, entry->name, entry->type,
			    denial ? add_seen : keep_last, &l);
		room -= u->carrier.count < room ? u->carrier.count : room;
	}
	return l.first;
}

const struct seen_rrset *
evidence_view_seen(
    struct evidence_view *v, const struct dns_name *name, uint16_t type)
{
	struct evidence_page *p = page_of(v, name);
	const struct unresolved *u = name_map_get(&p->unresolved, name, type);
	if (u == NULL)
		return NULL;
	struct name_map_entry *slot =
	    name_map_at(&p->evidence.seen, name, type);
	if (slot->value == NULL) {
		const struct name_map_entry entry = *slot;
		struct seen_rrset *first = resolve(v, p, &entry, u);
		name_map_at(&p->evidence.seen, name, type)->value = first;
		return first;
	}
	return slot->value;
}

static struct cert_page *
load_certs(struct evidence_view *v, size_t i)
{
	struct cert_page *p = calloc(1, sizeof(*p));
	const struct dns_name *host = NULL;
	const uint8_t *end;
	struct key_row row;
	need_heap(p);
	arena_init(&p->arena);
	const uint8_t *at = read_page(v, &v->store->certs, i, &p->arena, &end);
	for (uint8_t of[CERT_SHA256_BYTES]; row_next(&at, end, &row);) {
		if (row.key[CERT_SHA256_BYTES] == EVIDENCE_CERT_LEAF) {
			memcpy(of, row.key, sizeof(of));
			host = (const void *)row.value;
			continue;
		}
		p->certs = arena_grow(
		    &p->arena, p->certs, p->count, sizeof(*p->certs));
		struct seen_cert *c = &p->certs[p->count++];
		evidence_row_cert(&row, c);
		c->host = host != NULL && memcmp(of, row.key, sizeof(of)) == 0
			      ? host
			      : NULL;
	}
	p->bytes = sizeof(*p) + p->arena.bytes;
	count_page(v, p->bytes);
	p->older = v->newest_certs;
	v->newest_certs = p;
	return p;
}

const struct seen_cert *
evidence_view_cert(
    struct evidence_view *v, const uint8_t sha256[CERT_SHA256_BYTES])
{
	/* All its rows are on one page. */
	uint8_t key[CERT_SHA256_BYTES + 1];
	memcpy(key, sha256, CERT_SHA256_BYTES);
	key[CERT_SHA256_BYTES] = UINT8_MAX;
	size_t i = sorted_rows_find(&v->store->certs, key, sizeof(key));
	if (v->certs[i] == NULL)
		v->certs[i] = load_certs(v, i);
	const struct cert_page *p = v->certs[i];
	for (size_t k = 0; k < p->count; k++)
		if (memcmp(p->certs[k].sha256, sha256, CERT_SHA256_BYTES) == 0)
			return &p->certs[k];
	return NULL;
}

const struct seen_cert *
evidence_view_cert_of_key(
    struct evidence_view *v, const uint8_t spki_sha256[CERT_SHA256_BYTES])
{
	const struct sorted_rows *keys = &v->store->keys;
	uint8_t want[2 * CERT_SHA256_BYTES] = {0}, sha256[CERT_SHA256_BYTES];
	memcpy(want, spki_sha256, CERT_SHA256_BYTES);
	struct arena arena;
	struct key_row row;
	bool found = false;
	arena_init(&arena);
	/* The first one may be on the page behind. */
	size_t first = sorted_rows_find(keys, want, sizeof(want));
	for (size_t i = first; !found && i < first + 2; i++) {
		const uint8_t *end, *at = read_page(v, keys, i, &arena, &end);
		while (!found && row_next(&at, end, &row))
			found = memcmp(row.key, spki_sha256,
				    CERT_SHA256_BYTES) == 0;
	}
	if (found)
		memcpy(sha256, row.key + CERT_SHA256_BYTES, sizeof(sha256));
	arena_fini(&arena);
	return found ? evidence_view_cert(v, sha256) : NULL;
}

struct evidence *
evidence_view_prefer(struct evidence_view *v, const struct reply *r)
{
	struct evidence_store *s = v->store;
	uint64_t *order = arena_alloc(&s->arena, sizeof(*order));
	*order = r->order;
	name_map_at(&s->preferred, r->name, r->type)->value = order;
	return &page_of(v, r->name)->evidence;
}
