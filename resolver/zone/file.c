#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/packing.h"
#include "dns/type.h"
#include "input.h"
#include "read_ahead.h"
#include "survey.h"
#include "tokens.h"

enum {
	BUFFER_BYTES = 1 << 20, /* text in memory; holds any entry */
	LONG_BYTES = 1 << 18,   /* a file of more is worth a thread */
};

enum {
	NEEDS_SURVEY = 1, /* a pass ended: the file has to be surveyed first */
};

/*
 * The states of a reader: LOOK until the first record; then GIVE, if that is
 * the SOA, or SURVEY and, from the first byte on again, GIVE.  Only begin()
 * and first_record() change them.
 */
enum zone_pass {
	ZONE_PASS_LOOK,
	ZONE_PASS_SURVEY, /* to the end; nothing is given, no fault counts */
	ZONE_PASS_GIVE,
};

struct reader {
	const struct zone_source *source;
	const struct zone_sink *sink;
	struct zone_file_count *count;
	struct text *why;

	enum zone_pass pass;
	struct zone_survey survey;
	bool surveyed;
	uint64_t line;  /* of the entry at hand, from 1 */
	uint64_t entry; /* its number, from 0 */
	bool begun;     /* some text was there */
	struct zone_context context;
	struct zone_tokens tokens;
};

/* Only looked at, or of a try that did not come to its end. */
static bool
is_left_out(const struct reader *r)
{
	return r->pass == ZONE_PASS_SURVEY ||
	       (r->surveyed && r->entry < zone_survey_begin(&r->survey));
}

/* Notes a fault of a line: 0 if reading may go on. */
static int
fault(struct reader *r, const char *reason)
{
	if (is_left_out(r))
		return 0;
	r->count->faults++;
	if (r->why->len == 0)
		text_addf(r->why, "%s:%llu: %s", r->source->path,
		    (unsigned long long)r->line, reason);
	return r->source->lenient ? 0 : -EINVAL;
}

/* Notes what makes the whole file useless. */
static int
refuse(struct reader *r, int error, const char *reason)
{
	if (r->why->len > 0)
		text_add(r->why, "; ");
	text_addf(r->why, "%s: %s", r->source->path, reason);
	return error;
}

static void
begin(struct reader *r, enum zone_pass pass)
{
	if (pass != ZONE_PASS_LOOK)
		text_clear(r->why); /* of the look before */
	*r->count = (struct zone_file_count){0};
	r->pass = pass;
	r->line = 1;
	r->entry = 0;
	r->begun = false;
	r->context = (struct zone_context){0};
	if (r->source->origin != NULL) {
		r->context.origin = *r->source->origin;
		r->context.has_origin = true;
	}
}

/* Where the whole file is at hand, or only its beginning: may it be given? */
static int
first_record(struct reader *r, const struct zone_entry *e)
{
	bool is_soa = e->kind == ZONE_ENTRY_RECORD && e->rr.type == DNS_SOA;

	if (r->survey.is_transfer || !is_soa)
		return NEEDS_SURVEY;
	r->pass = ZONE_PASS_GIVE;
	return 0;
}

static void
count_passed_over(struct reader *r, const struct zone_entry *e)
{
	if (e->kind == ZONE_ENTRY_OTHER_CLASS) {
		r->count->other_class++;
		return;
	}
	if (r->count->other_type++ > 0 || e->word->len > ZONE_WORD_MAX)
		return;
	memcpy(r->count->word, e->word->text, e->word->len);
	r->count->word[e->word->len] = 0;
}

static int
give(struct reader *r, struct zone_rr *rr)
{
	if (rr->type == DNS_SOA && !dns_name_equal(&r->survey.zone, rr->owner))
		return fault(r, "an SOA of another zone");
	rr->zone = &r->survey.zone;
	const char *reason = r->sink->record(r->sink->ctx, rr);
	if (reason != NULL)
		return fault(r, reason);
	r->count->records++;
	return 0;
}

static int
take_record(struct reader *r, struct zone_entry *e)
{
	if (r->pass == ZONE_PASS_LOOK) {
		int rc = first_record(r, e);
		if (rc != 0)
			return rc;
	}
	if (!r->surveyed || r->pass == ZONE_PASS_SURVEY)
		zone_survey_note(&r->survey, r->entry, e);
	if (is_left_out(r))
		return 0;
	if (e->kind == ZONE_ENTRY_RECORD)
		return give(r, &e->rr);
	count_passed_over(r, e);
	return 0;
}

static int
take_entry(struct reader *r)
{
	struct zone_entry e;

	if (r->tokens.count > 0 && r->tokens.cut)
		return fault(r, "the last line has no end: was the file cut?");
	zone_entry_read(&r->context, &r->tokens, &e);
	switch (e.kind) {
	case ZONE_ENTRY_NONE:
		return 0;
	case ZONE_ENTRY_FAULT:
		return fault(r, e.fault);
	case ZONE_ENTRY_OTHER_CLASS:
		if (!is_left_out(r))
			count_passed_over(r, &e);
		return 0;
	case ZONE_ENTRY_OTHER_TYPE:
	case ZONE_ENTRY_RECORD:
		break;
	}
	return take_record(r, &e);
}

/* The first text of the file.  Gives what of it is a byte order mark. */
static int
first_text(struct reader *r, const char *text, size_t len, size_t *mark)
{
	const char *packed = packing_of(text, len);

	r->begun = true;
	if (packed != NULL)
		return refuse(r, -EMEDIUMTYPE, packed);
	*mark = packing_mark(text, len);
	if (!r->surveyed)
		zone_survey_init(
		    &r->survey, zone_is_transfer(text + *mark, len - *mark));
	return 0;
}

/* Zero bytes and the ^Z of CP/M are padding where the file ends. */
static size_t
without_padding(const char *text, size_t len)
{
	while (len > 0 && (text[len - 1] == 0 || text[len - 1] == '\x1a'))
		len--;
	return len;
}

/* All whole entries of `text`; `*used` bytes are done with. */
static int
entries(struct reader *r, const char *text, size_t len, bool last, size_t *used)
{
	int rc = 0;

	*used = 0;
	if (!r->begun && len > 0)
		rc = first_text(r, text, len, used);
	if (last)
		len = without_padding(text, len);
	for (; rc == 0 && *used <= len; *used += r->tokens.consumed) {
		enum zone_tokens_result result = zone_tokens_parse(
		    text + *used, len - *used, last, &r->tokens);
		if (result == ZONE_TOKENS_MORE)
			break;
		rc = result == ZONE_TOKENS_ENTRY ? take_entry(r)
						 : fault(r, r->tokens.fault);
		r->line += r->tokens.lines;
		r->entry++;
	}
	return rc;
}

/* RFC 1035 3.3.13: two names, then five numbers; the serial is the first. */
static void
note_soa(struct reader *r)
{
	const struct zone_soa *soa = &r->survey.first;
	enum { NUMBERS_BYTES = 5 * 4 };

	r->count->zone = r->survey.zone;
	r->count->has_serial = soa->len > NUMBERS_BYTES;
	if (!r->count->has_serial)
		return;
	struct wire w =
	    wire_over(soa->rdata + soa->len - NUMBERS_BYTES, NUMBERS_BYTES);
	r->count->serial = wire_u32(&w);
}

/* Whether a file that was read to its end may be believed. */
static int
conclude(struct reader *r)
{
	r->count->closing_soa = zone_survey_is_closed(&r->survey);
	if (!r->survey.has_zone)
		return refuse(r, -EINVAL, "no SOA record");
	if (r->survey.is_transfer && !r->count->closing_soa)
		return refuse(r, -EINVAL,
		    "a zone transfer that did not come to its closing SOA");
	if (!text_ok(r->why))
		return -ENOMEM;
	note_soa(r);
	r->surveyed = true;
	return 0;
}

static struct reader *
reader_new(const struct zone_source *source, const struct zone_sink *sink,
    struct zone_file_count *count, struct text *why)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		text_addf(why, "%s: out of memory", source->path);
		return NULL;
	}
	r->source = source;
	r->sink = sink;
	r->count = count;
	r->why = why;
	return r;
}

/* One pass over text in memory. */
static int
pass_over_text(
    struct reader *r, enum zone_pass pass, const char *text, size_t len)
{
	size_t used;

	begin(r, pass);
	int rc = entries(r, text, len, true, &used);
	return rc == 0 ? conclude(r) : rc;
}

int
zone_file_read_text(const struct zone_source *source, const char *text,
    size_t len, const struct zone_sink *sink, struct zone_file_count *count,
    struct text *why)
{
	struct reader *r = reader_new(source, sink, count, why);

	if (r == NULL)
		return -ENOMEM;
	int rc = pass_over_text(r, ZONE_PASS_LOOK, text, len);
	if (rc == NEEDS_SURVEY) {
		rc = pass_over_text(r, ZONE_PASS_SURVEY, text, len);
		if (rc == 0)
			rc = pass_over_text(r, ZONE_PASS_GIVE, text, len);
	}
	free(r);
	return rc;
}

/* What kept text from coming. */
static int
explain(struct reader *r, const struct zone_input *in, enum gzip_read got)
{
	int error = zone_input_errno(in);

	switch (got) {
	case GZIP_READ_TORN:
		return refuse(r, -EINVAL, "the .gz file is cut short");
	case GZIP_READ_ERROR:
		return refuse(r, error, strerror(-error));
	case GZIP_READ_OK:
	case GZIP_READ_END:
	case GZIP_READ_BAD:
	case GZIP_READ_LINE_LONG:
		break;
	}
	return refuse(r, -EINVAL, "the .gz file is broken");
}

/* More text behind the `*len` bytes of `buffer`.  1, 0 at the end, -errno. */
static int
fill(struct reader *r, struct zone_input *in, char *buffer, size_t *len)
{
	size_t got = 0;
	enum gzip_read read =
	    zone_input_read(in, buffer + *len, BUFFER_BYTES - *len, &got);

	*len += got;
	if (read == GZIP_READ_OK)
		return 1;
	return read == GZIP_READ_END ? 0 : explain(r, in, read);
}

/* What is left of the text behind `used` bytes may not be an entry's all. */
static int
check_left(struct reader *r, size_t left)
{
	if (left < ZONE_ENTRY_MAX_BYTES)
		return 0;
	fault(r, "an entry that does not end");
	return -EINVAL;
}

static int
give_rest(struct reader *r, struct zone_input *in, struct read_ahead *ahead,
    const char *left, size_t left_len)
{
	enum gzip_read got;
	int rc;

	do {
		const char *text;
		size_t len, used;
		got = read_ahead_next(ahead, left, left_len, &text, &len);
		rc = entries(r, text, len, got == GZIP_READ_END, &used);
		left_len = used < len ? len - used : 0;
		left = text + used;
		if (rc == 0)
			rc = check_left(r, left_len);
	} while (rc == 0 && got == GZIP_READ_OK);
	if (rc != 0)
		return rc;
	return got == GZIP_READ_END ? conclude(r) : explain(r, in, got);
}

/*
 * One pass over the file, from where it stands.  Once it is known that it is
 * the last, and if the file is a long one, its text is read ahead.
 */
static int
pass_over(
    struct reader *r, enum zone_pass pass, struct zone_input *in, char *buffer)
{
	size_t len = 0, used = 0, read = 0;
	int more;

	begin(r, pass);
	do {
		size_t before = len;
		more = fill(r, in, buffer, &len);
		if (more < 0)
			return more;
		read += len - before;
		int rc = entries(r, buffer, len, more == 0, &used);
		if (rc != 0)
			return rc;
		len = used < len ? len - used : 0;
		memmove(buffer, buffer + used, len);
		rc = check_left(r, len);
		if (rc != 0)
			return rc;
		if (r->pass != ZONE_PASS_GIVE)
			continue;
		zone_input_commit(in);
		struct read_ahead *ahead;
		if (more && read >= LONG_BYTES &&
		    read_ahead_start(in, &ahead) == 0) {
			rc = give_rest(r, in, ahead, buffer, len);
			read_ahead_stop(ahead);
			return rc;
		}
	} while (more);
	return conclude(r);
}

static int
pass_again(
    struct reader *r, enum zone_pass pass, struct zone_input *in, char *buffer)
{
	enum gzip_read got = zone_input_rewind(in);

	if (got != GZIP_READ_OK)
		return explain(r, in, got);
	return pass_over(r, pass, in, buffer);
}

int
zone_file_read(const struct zone_source *source, const struct zone_sink *sink,
    struct zone_file_count *count, struct text *why)
{
	struct reader *r = reader_new(source, sink, count, why);
	char *buffer = malloc(BUFFER_BYTES);
	struct zone_input *in = NULL;
	int rc = -ENOMEM;

	if (r == NULL || buffer == NULL)
		goto free_buffer;
	rc = zone_input_open(source->path, &in);
	if (rc < 0) {
		refuse(r, rc, strerror(-rc));
		goto free_buffer;
	}
	zone_input_limit(in, source->text_max);
	rc = pass_over(r, ZONE_PASS_LOOK, in, buffer);
	if (rc == NEEDS_SURVEY) {
		rc = pass_again(r, ZONE_PASS_SURVEY, in, buffer);
		if (rc == 0)
			rc = pass_again(r, ZONE_PASS_GIVE, in, buffer);
	}
	zone_input_close(in);
free_buffer:
	free(buffer);
	free(r);
	return rc;
}

static void
add_passed(struct text *t, uint64_t count, const char *what, const char *word)
{
	if (count == 0)
		return;
	text_addf(t, "%s%llu %s%s%s", t->len > 0 ? ", " : "",
	    (unsigned long long)count, what, word[0] != 0 ? ", such as " : "",
	    word);
}

void
zone_file_tell_passed(const struct zone_source *source,
    const struct zone_file_count *count, struct text *why)
{
	struct text t;

	text_init(&t);
	add_passed(&t, count->faults, "lines left out", "");
	add_passed(&t, count->other_class, "records of another class", "");
	add_passed(&t, count->other_type, "records of a type not known here",
	    count->word);
	add_passed(&t, count->bad_signatures, "malformed signatures", "");
	if (t.len > 0)
		text_addf(why, "%s%s: passed over: %s",
		    why->len > 0 ? "; " : "", source->path, t.bytes);
	text_fini(&t);
}
