#include "session_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/compact_set.h"
#include "base/hash.h"
#include "output/part_reader.h"
#include "output/record/smtp.h"
#include "scanner/dns/name_table.h"

/* A host with an unfit chain. */
struct repeat {
	struct addr at; /* the first such address, if: */
	bool due;
	bool done;
};

struct session_log {
	char *run;                  /* where the records are */
	struct compact_set targets; /* hashes of host and address */
	struct name_table *hosts;   /* with a repeated session, or one due */
	struct array repeats;       /* struct repeat, by their numbers */
	/* The same of targets whose other certificate was asked for; and those
	 * of which it is to be, by its kind of key. */
	struct compact_set twins, twins_due[LEAF_KEY_COUNT];
	bool settled;
	bool met; /* somebody answered */
};

static uint64_t
hash(const struct dns_name *host, const struct addr *at)
{
	uint8_t key[sizeof(*at) + DNS_NAME_MAX] = {0};
	if (at != NULL)
		memcpy(key, at, sizeof(*at));
	memcpy(key + sizeof(*at), host->wire, host->len);
	return hash_bytes(key, sizeof(*at) + host->len);
}

/* NULL: no heap. */
static struct repeat *
repeat_of(struct session_log *l, const struct dns_name *host)
{
	uint32_t id;
	if (name_table_add(l->hosts, host, &id) < 0)
		return NULL;
	struct repeat *rows = l->repeats.at;
	if (id < l->repeats.count)
		return &rows[id];
	struct repeat *new = array_push(&l->repeats, 1, sizeof(*new));
	if (new != NULL)
		*new = (struct repeat){.done = false};
	return new;
}

static int
note_repeat(struct session_log *l, const struct smtp_record *r)
{
	struct repeat *repeat = repeat_of(l, r->host);
	if (repeat == NULL)
		return -ENOMEM;
	if (!r->again && !repeat->due)
		repeat->at = *r->ip;
	repeat->due |= !r->again;
	repeat->done |= r->again;
	return 0;
}

static int
note_target(struct compact_set *s, const struct smtp_record *r)
{
	if (compact_set_reserve(s, 1) < 0)
		return -ENOMEM;
	compact_set_add(s, hash(r->host != NULL ? r->host : &DNS_ROOT, r->ip));
	return 0;
}

static int
note(void *ctx, const struct smtp_record *r)
{
	struct session_log *l = ctx;
	if (r->host != NULL && (r->again || r->unfit)) {
		int rc = note_repeat(l, r);
		if (rc < 0)
			return rc;
	}
	l->met |= r->step != SMTP_STEP_CONNECT || r->status == SMTP_STATUS_OPEN;
	if (r->twin != LEAF_KEY_ANY)
		return note_target(&l->twins, r);
	int rc = r->twin_due != LEAF_KEY_ANY
		     ? note_target(&l->twins_due[r->twin_due], r)
		     : 0;
	if (rc < 0 || r->again)
		return rc; /* its target has another record */
	return note_target(&l->targets, r);
}

static int
read_all(struct part_reader *parts, struct record_reader *reader,
    int (*take)(void *ctx, const struct smtp_record *r), void *ctx)
{
	struct part_line line;
	struct smtp_record record;
	int rc;
	while ((rc = part_reader_line(parts, &line)) == 1) {
		if (!smtp_record_read(reader, line.text, line.len, &record))
			return -EBADMSG;
		rc = take(ctx, &record);
		if (rc < 0)
			return rc;
	}
	return rc;
}

int
session_log_tell(const struct session_log *l,
    int (*take)(void *ctx, const struct smtp_record *r), void *ctx)
{
	struct part_reader *parts;
	struct record_reader reader;
	int rc = part_reader_open(l->run, "smtp", false, &parts);
	if (rc < 0)
		return rc;
	record_reader_init(&reader);
	rc = read_all(parts, &reader, take, ctx);
	record_reader_fini(&reader);
	part_reader_close(parts);
	return rc;
}

int
session_log_read(const char *run, struct session_log **out)
{
	struct session_log *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	l->run = strdup(run);
	int rc = l->run != NULL ? name_table_new(&l->hosts) : -ENOMEM;
	if (rc == 0)
		rc = session_log_tell(l, note, l);
	if (rc < 0) {
		session_log_free(l);
		return rc;
	}
	*out = l;
	return 0;
}

void
session_log_free(struct session_log *l)
{
	if (l == NULL)
		return;
	compact_set_fini(&l->targets);
	compact_set_fini(&l->twins);
	for (unsigned i = 0; i < LEAF_KEY_COUNT; i++)
		compact_set_fini(&l->twins_due[i]);
	name_table_free(l->hosts);
	free(l->run);
	array_fini(&l->repeats);
	free(l);
}

void
session_log_settle(struct session_log *l)
{
	l->settled = true;
}

bool
session_log_met_somebody(const struct session_log *l)
{
	return l->met;
}

bool
session_log_has(const struct session_log *l, const struct dns_name *host,
    const struct addr *at)
{
	return compact_set_has(&l->targets, hash(host, at));
}

enum leaf_key
session_log_twin(const struct session_log *l, const struct dns_name *host,
    const struct addr *at)
{
	uint64_t target = hash(host, at);
	if (compact_set_has(&l->twins, target))
		return LEAF_KEY_ANY;
	for (unsigned i = 0; i < LEAF_KEY_COUNT; i++)
		if (compact_set_has(&l->twins_due[i], target))
			return (enum leaf_key)i;
	return LEAF_KEY_ANY;
}

enum session_repeat
session_log_repeat(
    const struct session_log *l, const struct dns_name *host, struct addr *at)
{
	const struct repeat *rows = l->repeats.at;
	uint32_t id;
	if (l->settled || !name_table_find(l->hosts, host, &id))
		return SESSION_REPEAT_NONE;
	*at = rows[id].at;
	return rows[id].done ? SESSION_REPEAT_DONE : SESSION_REPEAT_DUE;
}
