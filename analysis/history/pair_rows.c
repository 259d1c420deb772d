#include "pair_rows.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "byte_set.h"
#include "pair_judge.h"
#include "row_file.h"
#include "row_reader.h"

enum { SECONDS_OF_HOUR = 3600 };

/* RDATA of a set, and certificates of a chain, as they came. */
struct listed_bytes {
	struct rdata *at;
	size_t count;
};

struct pair_writer {
	struct arena arena;
	struct byte_set sets, chains; /* by id as text; struct listed_bytes */
	struct byte_set certs;        /* by SHA-256 as text; struct rdata */
	struct row_file pairs, records;
	struct dane_peer peer; /* of the chain at hand */
	char chain_id[65];     /* its id; "": none */
};

static struct listed_bytes *
list_at(struct pair_writer *w, struct byte_set *s, const struct row_reader *r)
{
	bool fresh;
	struct byte_member *m =
	    byte_set_at(s, r->values[0], r->lens[0], &fresh);
	if (fresh)
		m->value = arena_alloc(&w->arena, sizeof(struct listed_bytes));
	return m->value;
}

static void
push(struct pair_writer *w, struct listed_bytes *l, struct rdata bytes)
{
	l->at = arena_grow(&w->arena, l->at, l->count, sizeof(*l->at));
	l->at[l->count++] = bytes;
}

/* set_id, usage, selector, mtype, data */
static void
take_record(struct pair_writer *w, const struct row_reader *r)
{
	size_t len;
	const uint8_t *data = row_reader_hex(r, 4, &w->arena, &len);
	uint8_t *rdata;
	if (data == NULL)
		return;
	rdata = arena_bytes(&w->arena, len + 3);
	for (size_t i = 0; i < 3; i++)
		rdata[i] = (uint8_t)row_reader_u64(r, i + 1);
	memcpy(rdata + 3, data, len);
	push(w, list_at(w, &w->sets, r), (struct rdata){rdata, len + 3});
}

/* sha256, der */
static void
take_cert(struct pair_writer *w, const struct row_reader *r)
{
	bool fresh;
	struct byte_member *m =
	    byte_set_at(&w->certs, r->values[0], r->lens[0], &fresh);
	struct rdata *der = arena_alloc(&w->arena, sizeof(*der));
	der->bytes = row_reader_hex(r, 1, &w->arena, &der->len);
	m->value = der->bytes != NULL ? der : NULL;
}

/* chain_id, sha256 */
static void
take_link(struct pair_writer *w, const struct row_reader *r)
{
	const struct byte_member *m =
	    byte_set_find(&w->certs, r->values[1], r->lens[1]);
	const struct rdata *der = m != NULL ? m->value : NULL;
	push(w, list_at(w, &w->chains, r),
	    der != NULL ? *der : (struct rdata){0});
}

typedef void take_fn(struct pair_writer *w, const struct row_reader *r);

static int
read_rows(struct pair_writer *w, const char *dir, const char *table,
    size_t values, take_fn *take)
{
	struct row_reader r;
	int rc = row_reader_open(&r, dir, table);
	while (rc == 0 && row_reader_next(&r, values))
		take(w, &r);
	return row_reader_close(&r);
}

static void
free_chain(struct pair_writer *w)
{
	for (size_t i = 0; i < w->peer.chain_count; i++)
		X509_free(w->peer.chain[i]);
	w->peer.chain_count = 0;
	w->chain_id[0] = '\0';
}

/* Those behind the leaf that do not parse are left out. */
static bool
set_chain(struct pair_writer *w, const char *id, size_t len)
{
	struct dane_peer *peer = &w->peer;
	if (strlen(w->chain_id) == len && memcmp(w->chain_id, id, len) == 0)
		return true;
	const struct byte_member *m = byte_set_find(&w->chains, id, len);
	const struct listed_bytes *c = m != NULL ? m->value : NULL;
	free_chain(w);
	for (size_t i = 0; c != NULL && i < c->count; i++) {
		const uint8_t *at = c->at[i].bytes;
		X509 *x =
		    at != NULL ? d2i_X509(NULL, &at, (long)c->at[i].len) : NULL;
		ERR_clear_error();
		if (x == NULL && i == 0)
			return false;
		if (x != NULL && peer->chain_count < DANE_CHAIN_MAX)
			peer->chain[peer->chain_count++] = x;
		else
			X509_free(x);
	}
	snprintf(w->chain_id, sizeof(w->chain_id), "%.*s", (int)len, id);
	return peer->chain_count > 0;
}

static void
add_key(struct row_file *row, const struct row_reader *r, const char *host)
{
	row_add_text(row, host);
	text_add_char(&row->line, '\t');
	text_add_bytes(&row->line, r->values[2], r->lens[2]);
	text_add_char(&row->line, '\t');
	text_add_bytes(&row->line, r->values[3], r->lens[3]);
}

static void
write_pair(struct pair_writer *w, const struct row_reader *r, const char *host,
    const struct pair_verdict *v)
{
	struct row_file *row = &w->pairs;
	add_key(row, r, host);
	row_add_text(row, pair_words[v->rfc]);
	row_add_text(row, pair_words[v->paper]);
	if (v->rfc == PAIR_MATCH) {
		row_add_int(row, (int64_t)v->record + 1);
		row_add_int(row, v->depth);
		row_add_null(row);
	} else {
		row_add_null(row);
		row_add_null(row);
		row_add_text(row, reason_text(v->reason));
	}
	if (v->valid_to_s != 0)
		row_add_int(row, v->valid_to_s / SECONDS_OF_HOUR);
	else
		row_add_null(row);
	row_add_int(row, w->peer.at_s / SECONDS_OF_HOUR);
	row_end(row);
}

static void
add_wrong(struct row_file *row, unsigned wrong)
{
	static const char *const names[] = {"usage", "selector", "mtype"};
	char text[32] = "";
	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		if ((wrong & (1U << i)) == 0)
			continue;
		if (text[0] != '\0')
			strcat(text, " ");
		strcat(text, names[i]);
	}
	row_add_text(row, text);
}

static void
write_record(struct pair_writer *w, const struct row_reader *r,
    const char *host, size_t position, const struct pair_record *rec)
{
	struct row_file *row = &w->records;
	add_key(row, r, host);
	row_add_int(row, (int64_t)position);
	row_add_text(row, pair_words[rec->rfc]);
	row_add_text(row, pair_words[rec->paper]);
	row_add_text(
	    row, rec->reason != REASON_NONE ? reason_text(rec->reason) : NULL);
	add_wrong(row, rec->miss.wrong);
	if (rec->miss.has_distance)
		row_add_int(row, (int64_t)rec->miss.distance);
	else
		row_add_null(row);
	row_end(row);
}

static void
judge(struct pair_writer *w, const struct row_reader *r,
    const struct listed_bytes *l, const char *host)
{
	struct pair_verdict v;
	struct tlsa *set = arena_alloc(&w->arena, l->count * sizeof(*set));
	struct pair_record *records =
	    arena_alloc(&w->arena, l->count * sizeof(*records));
	for (size_t i = 0; i < l->count; i++)
		set[i] = tlsa_parse(&l->at[i]);
	tlsa_apply_agility(set, l->count);
	pair_judge(set, l->count, &w->peer, records, &v);
	write_pair(w, r, host, &v);
	bool both = v.rfc == PAIR_MATCH && v.paper == PAIR_MATCH;
	for (size_t i = 0; !both && i < l->count; i++)
		write_record(w, r, host, i + 1, &records[i]);
}

static const char *
copy(struct pair_writer *w, const struct row_reader *r, size_t i)
{
	char *text = arena_bytes(&w->arena, r->lens[i] + 1);
	memcpy(text, r->values[i], r->lens[i]);
	text[r->lens[i]] = '\0';
	return text;
}

/* host, base, set_id, chain_id */
static void
take_pair(struct pair_writer *w, const struct row_reader *r)
{
	const struct byte_member *set =
	    byte_set_find(&w->sets, r->values[2], r->lens[2]);
	const char *host = copy(w, r, 0);
	if (set == NULL || !set_chain(w, r->values[3], r->lens[3]))
		return;
	w->peer.names[0] = copy(w, r, 1); /* the TLSA base first */
	w->peer.names[1] = host;
	w->peer.name_count =
	    strcmp(w->peer.names[0], w->peer.names[1]) == 0 ? 1 : 2;
	judge(w, r, set->value, host);
}

static int
write_all(struct pair_writer *w, const char *dir)
{
	int rc = row_file_open(&w->pairs, dir, "pair");
	if (rc == 0)
		rc = row_file_open(&w->records, dir, "pair_record");
	if (rc == 0)
		rc = read_rows(w, dir, "want_set", 5, take_record);
	if (rc == 0)
		rc = read_rows(w, dir, "want_cert", 2, take_cert);
	if (rc == 0)
		rc = read_rows(w, dir, "want_chain", 2, take_link);
	if (rc == 0)
		rc = read_rows(w, dir, "want_pair", 4, take_pair);
	return rc;
}

int
pair_rows_write(const char *dir, X509_STORE *roots)
{
	struct pair_writer w = {.peer.roots = roots};
	struct byte_set *sets[] = {&w.sets, &w.chains, &w.certs};
	arena_init(&w.arena);
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		byte_set_init(sets[i], &w.arena);
	int rc = write_all(&w, dir);
	int closed = row_file_close(&w.pairs);
	rc = rc == 0 ? closed : rc;
	closed = row_file_close(&w.records);
	rc = rc == 0 ? closed : rc;
	free_chain(&w);
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		byte_set_fini(sets[i]);
	arena_fini(&w.arena);
	return rc;
}
