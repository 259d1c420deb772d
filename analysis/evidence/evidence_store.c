#include "evidence_store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/progress.h"
#include "host_sessions.h"
#include "large_name.h"

enum {
	NAMES_PAGE_BYTES = 1 << 16,
	CERTS_PAGE_BYTES = 1 << 14,
};

struct evidence_store *
evidence_store_new(const char *dir, size_t bytes, int *error)
{
	struct evidence_store *s = calloc(1, sizeof(*s));
	*error = -ENOMEM;
	if (s == NULL)
		return NULL;
	s->bytes = bytes;
	arena_init(&s->arena);
	name_map_init(&s->preferred, &s->arena);
	*error = spill_file_open(&s->file, dir);
	row_sort_init(&s->rows, &s->file, bytes / 8);
	row_sort_init(&s->parts_certs, &s->file, bytes / 8);
	sorted_rows_begin(&s->names, &s->file, NAMES_PAGE_BYTES);
	sorted_rows_begin(&s->certs, &s->file, CERTS_PAGE_BYTES);
	sorted_rows_begin(&s->keys, &s->file, CERTS_PAGE_BYTES);
	sorted_rows_begin(&s->disputed, &s->file, CERTS_PAGE_BYTES);
	if (*error == 0)
		return s;
	evidence_store_free(s);
	return NULL;
}

void
evidence_store_free(struct evidence_store *s)
{
	if (s == NULL)
		return;
	row_sort_fini(&s->rows);
	row_sort_fini(&s->parts_certs);
	sorted_rows_fini(&s->names);
	sorted_rows_fini(&s->certs);
	sorted_rows_fini(&s->keys);
	sorted_rows_fini(&s->disputed);
	name_map_fini(&s->preferred);
	arena_fini(&s->arena);
	spill_file_close(&s->file);
	free(s);
}

int
evidence_store_take(struct evidence_store *s, struct part_spill *part)
{
	int rc = row_sort_take(&s->rows, &part->rows);
	return rc < 0 ? rc : row_sort_take(&s->parts_certs, &part->certs);
}

/* Rows of all parts as they become those of the store. */
struct store_merge {
	struct evidence_store *store;
	struct row_sort disputed;
	size_t name_bytes; /* of all rows of the name so far */
	uint64_t in_group; /* rows of the question so far */
	bool wanted;       /* it is asked who is responsible for it */
	uint8_t last[DNS_NAME_KEY_MAX + 32]; /* all of the last key */
	size_t last_len;
	bool is_large; /* it has more than is looked at, and is cut */
	struct large_name large;
	struct text row;    /* what is left of one */
	struct arena arena; /* of the sessions of one host */
	struct host_session *sessions;
};

/* As many of one question, or of what was seen of a name, as are looked at. */
static bool
is_enough(const struct store_merge *m, const struct evidence_row_head *h)
{
	switch (h->kind) {
	case EVIDENCE_ROW_REPLY:
		return m->in_group >= QUESTION_REPLIES_MAX;
	case EVIDENCE_ROW_SEEN:
		return m->in_group >=
		       (h->type == DNS_NSEC || h->type == DNS_NSEC3
			       ? SEEN_DENIALS_MAX
			       : 1);
	case EVIDENCE_ROW_CONTACT:
		return !m->wanted || m->in_group >= 1;
	case EVIDENCE_ROW_ZONE:
	case EVIDENCE_ROW_SIGNER:
	case EVIDENCE_ROW_VOUCHED:
	case EVIDENCE_ROW_WANTED:
		return m->in_group >= 1;
	case EVIDENCE_ROW_DELEGATION:
	case EVIDENCE_ROW_LISTED:
	case EVIDENCE_ROW_SESSION:
		break;
	}
	return false;
}

/* Zones before what lies below them, and of each its DS, then its keys. */
static int
add_disputed(struct store_merge *m, const struct key_row *row,
    const struct evidence_row_head *h)
{
	struct evidence_key k = {.len = 0};
	struct text value;
	uint8_t labels = 0;
	for (size_t i = 0; i < h->name_len; i++)
		labels = (uint8_t)(labels + (row->key[i] == 0));
	k.bytes[k.len++] = labels;
	k.bytes[k.len++] = h->type == DNS_DS       ? 0
			   : h->type == DNS_DNSKEY ? 1
						   : 2;
	memcpy(k.bytes + k.len, row->key, h->name_len + 1);
	k.len += h->name_len + 1;
	k.bytes[k.len++] = (uint8_t)(h->type >> 8);
	k.bytes[k.len++] = (uint8_t)h->type;
	struct arena arena;
	arena_init(&arena);
	arena.block_bytes = row->value_len;
	const struct reply *r = evidence_row_reply(row, &arena);
	text_init(&value);
	text_add_bytes(&value, &r->type, sizeof(r->type));
	text_add_bytes(
	    &value, r->name, offsetof(struct dns_name, wire) + r->name->len);
	int rc = text_ok(&value)
		     ? row_sort_add(&m->disputed,
			   &(struct key_row){k.bytes, k.len,
			       (const uint8_t *)value.bytes, value.len})
		     : -ENOMEM;
	text_fini(&value);
	arena_fini(&arena);
	return rc;
}

const struct dns_name *
evidence_store_disputed(const struct key_row *row, uint16_t *type)
{
	memcpy(type, row->value, sizeof(*type));
	return (const void *)(row->value + sizeof(*type));
}

/* Whose leaf this certificate is: of several hosts the first by name. */
static int
add_leaf(struct store_merge *m, const struct host_session *s)
{
	uint8_t key[CERT_SHA256_BYTES + 1 + DNS_NAME_KEY_MAX];
	if (s->chain_count == 0)
		return 0;
	memcpy(key, s->chain[0], CERT_SHA256_BYTES);
	key[CERT_SHA256_BYTES] = EVIDENCE_CERT_LEAF;
	size_t len = CERT_SHA256_BYTES + 1 +
		     dns_name_key(s->host, key + CERT_SHA256_BYTES + 1);
	const struct key_row row = {key, len, (const uint8_t *)s->host,
	    offsetof(struct dns_name, wire) + s->host->len};
	return row_sort_add(&m->store->parts_certs, &row);
}

/* Those that count name leaves. */
static int
add_leaves(struct store_merge *m)
{
	struct name_map hosts;
	int rc = 0;
	name_map_init(&hosts, &m->arena);
	host_sessions_take(&hosts, &m->arena, &m->sessions, 1);
	const struct host_sessions *h =
	    name_map_get(&hosts, m->sessions->host, 0);
	for (size_t i = 0; rc == 0 && i < h->count; i++)
		rc = add_leaf(m, &h->at[i]);
	for (size_t i = 0; rc == 0 && i < h->twin_count; i++)
		rc = add_leaf(m, &h->twins[i]);
	name_map_fini(&hosts);
	return rc;
}

/* All sessions of a host are known; most have one. */
static int
end_host(struct store_merge *m)
{
	int rc = 0;
	if (m->sessions != NULL && m->sessions->next == NULL)
		rc = add_leaf(m, m->sessions);
	else if (m->sessions != NULL)
		rc = add_leaves(m);
	arena_fini(&m->arena);
	m->sessions = NULL;
	return rc;
}

static void
note_session(struct store_merge *m, const struct key_row *row)
{
	uint8_t *value = arena_alloc(&m->arena, row->value_len);
	memcpy(value, row->value, row->value_len);
	const struct key_row kept = {
	    row->key, row->key_len, value, row->value_len};
	struct host_session *s = evidence_row_session(&kept, &m->arena);
	s->next = m->sessions;
	m->sessions = s;
}

static bool
begins_with(const struct store_merge *m, const struct key_row *row, size_t len)
{
	return m->last_len >= len && memcmp(m->last, row->key, len) == 0;
}

/* Of a name that turns out to be large the rows before are cut, too. */
static int
begin_large(struct store_merge *m)
{
	m->is_large = true;
	m->store->large_names++;
	m->large = (struct large_name){0};
	m->sessions = NULL;
	arena_fini(&m->arena);
	return sorted_rows_rewrite(
	    &m->store->names, large_name_take, &m->large);
}

/* What is left of a row of such a name. */
static int
keep_cut(struct store_merge *m, const struct key_row *row)
{
	struct key_row left;
	text_clear(&m->row);
	large_name_take(&m->large, row, &m->row);
	const uint8_t *at = (const uint8_t *)m->row.bytes;
	if (!text_ok(&m->row))
		return -ENOMEM;
	return m->row.len > 0 && row_next(&at, at + m->row.len, &left)
		   ? sorted_rows_add(&m->store->names, &left, false)
		   : 0;
}

static int
keep_row(struct store_merge *m, const struct key_row *row, bool new_name)
{
	m->name_bytes =
	    new_name ? row->value_len : m->name_bytes + row->value_len;
	if (new_name)
		m->is_large = false;
	if (m->is_large)
		return keep_cut(m, row);
	int rc = sorted_rows_add(&m->store->names, row, new_name);
	return rc == 0 && m->name_bytes > LARGE_NAME_BYTES ? begin_large(m)
							   : rc;
}

static int
take_row(void *arg, const struct key_row *row)
{
	struct store_merge *m = arg;
	struct evidence_row_head h = evidence_row_head(row);
	progress_add(m->store->progress, 1);
	bool same_key =
	    m->last_len == row->key_len && begins_with(m, row, row->key_len);
	bool new_name = !begins_with(m, row, h.name_len + 1);
	bool new_group = !begins_with(m, row, h.group);
	int rc = new_name ? end_host(m) : 0;
	m->in_group = new_group ? 0 : m->in_group;
	m->wanted = (m->wanted && !new_name) || h.kind == EVIDENCE_ROW_WANTED;
	if (h.kind == EVIDENCE_ROW_REPLY &&
	    (h.type == DNS_TXT || h.type == DNS_CAA))
		m->store->policies = true;
	memcpy(m->last, row->key, row->key_len);
	m->last_len = row->key_len;
	if (rc < 0 || (same_key && h.kind == EVIDENCE_ROW_SEEN) ||
	    is_enough(m, &h))
		return rc;
	m->in_group++;
	if (h.kind == EVIDENCE_ROW_SESSION && (new_name || !m->is_large))
		note_session(m, row);
	if (h.kind == EVIDENCE_ROW_REPLY && m->in_group == 2 && !h.is_unusable)
		rc = add_disputed(m, row, &h);
	return rc < 0 ? rc : keep_row(m, row, new_name);
}

/* A certificate, or whose leaf it is, of which one is enough. */
static int
take_cert_row(void *arg, const struct key_row *row)
{
	struct store_merge *m = arg;
	size_t kind_at = CERT_SHA256_BYTES;
	if (begins_with(m, row, kind_at + 1))
		return 0;
	bool new_cert = !begins_with(m, row, kind_at);
	memcpy(m->last, row->key, kind_at + 1);
	m->last_len = kind_at + 1;
	int rc = sorted_rows_add(&m->store->certs, row, new_cert);
	if (rc < 0 || row->key[kind_at] != EVIDENCE_CERT_DER)
		return rc;
	struct seen_cert c;
	uint8_t key[2 * CERT_SHA256_BYTES];
	evidence_row_cert(row, &c);
	memcpy(key, c.spki_sha256, CERT_SHA256_BYTES);
	memcpy(key + CERT_SHA256_BYTES, c.sha256, CERT_SHA256_BYTES);
	/* Where the certificates of all parts were, those of their keys are. */
	return row_sort_add(
	    &m->store->rows, &(struct key_row){key, sizeof(key), NULL, 0});
}

static int
add_row(void *arg, const struct key_row *row)
{
	return sorted_rows_add(arg, row, true);
}

static int
sort_into(struct row_sort *from, struct sorted_rows *to)
{
	int rc = row_sort_finish(from, add_row, to);
	return rc < 0 ? rc : sorted_rows_end(to);
}

int
evidence_store_seal(struct evidence_store *s)
{
	struct store_merge m = {.store = s};
	arena_init(&m.arena);
	text_init(&m.row);
	row_sort_init(&m.disputed, &s->file, s->bytes / 16);
	progress_phase(s->progress, "sorting", row_sort_count(&s->rows));
	int rc = row_sort_finish(&s->rows, take_row, &m);
	if (rc == 0)
		rc = end_host(&m);
	if (rc == 0)
		rc = sorted_rows_end(&s->names);
	if (rc == 0)
		rc = sort_into(&m.disputed, &s->disputed);
	m.last_len = 0;
	if (rc == 0)
		rc = row_sort_finish(&s->parts_certs, take_cert_row, &m);
	if (rc == 0)
		rc = sorted_rows_end(&s->certs);
	if (rc == 0)
		rc = sort_into(&s->rows, &s->keys);
	row_sort_fini(&m.disputed);
	text_fini(&m.row);
	arena_fini(&m.arena);
	return rc;
}
