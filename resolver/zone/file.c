#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/gzip.h"
#include "dns/type.h"

enum { BUFFER_BYTES = 1 << 20 }; /* text in memory; holds any entry */

struct reader {
	const char *path;
	bool lenient;
	const struct zone_sink *sink;
	struct zone_file_count *count;
	struct text *why;

	uint64_t line; /* of the entry at hand, from 1 */
	bool begun;    /* some text was there */
	bool from_dig; /* dig's output: the SOA must come twice */
	unsigned soas;
	struct dns_name zone; /* once an SOA has come */
	struct dns_name origin;
	struct dns_name owner;
	bool has_owner;
	uint32_t ttl_s; /* $TTL, or the last one that was written */
	bool has_ttl;
	bool ttl_is_default; /* it is from $TTL */
	struct zone_tokens tokens;
};

/* Notes a fault of a line: 0 if reading may go on. */
static int
fault(struct reader *r, const char *reason)
{
	r->count->faults++;
	if (r->why->len == 0)
		text_addf(r->why, "%s:%llu: %s", r->path,
		    (unsigned long long)r->line, reason);
	return r->lenient ? 0 : -EINVAL;
}

/* Notes what makes the whole file useless. */
static int
refuse(struct reader *r, int error, const char *reason)
{
	if (r->why->len > 0)
		text_add(r->why, "; ");
	text_addf(r->why, "%s: %s", r->path, reason);
	return error;
}

static bool
is(const struct zone_token *t, const char *word)
{
	return strlen(word) == t->len &&
	       strncasecmp(t->text, word, t->len) == 0;
}

/* Ends in a dot that is no \. */
static bool
is_absolute(const struct zone_token *t)
{
	uint32_t backslashes = 0;

	if (t->len == 0 || t->text[t->len - 1] != '.')
		return false;
	while (backslashes + 1 < t->len &&
	       t->text[t->len - 2 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2 == 0;
}

bool
zone_name_from_token(const struct zone_token *token,
    const struct dns_name *origin, struct dns_name *out)
{
	if (token->len == 1 && token->text[0] == '@') {
		*out = *origin;
		return true;
	}
	if (!dns_name_from_text(token->text, token->len, out))
		return false;
	if (is_absolute(token))
		return true;
	if (out->len - 1 + origin->len > DNS_NAME_MAX)
		return false;
	memcpy(out->wire + out->len - 1, origin->wire, origin->len);
	out->len = (uint8_t)(out->len - 1 + origin->len);
	return true;
}

static unsigned
unit_s(char c)
{
	switch (c | 0x20) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 60 * 60;
	case 'd':
		return 24 * 60 * 60;
	case 'w':
		return 7 * 24 * 60 * 60;
	default:
		return 0;
	}
}

/* "172800", or as BIND has it: "1d12h". */
static bool
ttl_from_token(const struct zone_token *t, uint32_t *out)
{
	uint64_t sum = 0, value = 0;
	bool digits = false;

	for (uint32_t i = 0; i < t->len; i++) {
		char c = t->text[i];
		if (c >= '0' && c <= '9') {
			value = value * 10 + (uint64_t)(c - '0');
			digits = true;
		} else if (digits && unit_s(c) != 0) {
			sum += value * unit_s(c);
			value = 0;
			digits = false;
		} else {
			return false;
		}
		if (value > UINT32_MAX || sum > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)(sum + value);
	return t->len > 0 && sum + value <= UINT32_MAX;
}

static int
directive(struct reader *r)
{
	const struct zone_token *t = r->tokens.token;
	bool one = r->tokens.count == 2;

	if (is(&t[0], "$ORIGIN")) {
		struct dns_name origin;
		if (!one || !zone_name_from_token(&t[1], &r->origin, &origin))
			return fault(r, "$ORIGIN wants a name");
		r->origin = origin;
		return 0;
	}
	if (is(&t[0], "$TTL")) {
		if (!one || !ttl_from_token(&t[1], &r->ttl_s))
			return fault(r, "$TTL wants a number of seconds");
		r->has_ttl = r->ttl_is_default = true;
		return 0;
	}
	return fault(r, "only $ORIGIN and $TTL are known here");
}

/*
 * [TTL] [class] type, the first two in any order, from token `*at` on.
 * NULL, or what is wrong.
 */
static const char *
read_head(struct reader *r, unsigned *at, struct zone_rr *rr)
{
	const struct zone_token *t = r->tokens.token;
	bool ttl = false, class = false;

	for (; *at < r->tokens.count; ++*at) {
		if (!ttl && ttl_from_token(&t[*at], &rr->ttl_s)) {
			ttl = true;
		} else if (!class && is(&t[*at], "IN")) {
			class = true;
		} else {
			break;
		}
	}
	if (*at == r->tokens.count)
		return "no type";
	if (!dns_type_from_text(t[*at].text, t[*at].len, &rr->type))
		return "not a type, a TTL, or the class IN";
	++*at;
	if (!ttl && r->has_ttl)
		rr->ttl_s = r->ttl_s;
	else if (!ttl &&
		 (rr->type != DNS_SOA || *at == r->tokens.count ||
		     !ttl_from_token(&t[r->tokens.count - 1], &rr->ttl_s)))
		return "no TTL"; /* an SOA's own minimum will do */
	return NULL;
}

/* The owner, written or left out. */
static const char *
read_owner(struct reader *r, unsigned *at)
{
	if (r->tokens.indented)
		return r->has_owner ? NULL : "no owner name before this line";
	r->has_owner =
	    zone_name_from_token(&r->tokens.token[0], &r->origin, &r->owner);
	*at = 1;
	return r->has_owner ? NULL : "the owner is no domain name";
}

/* What an SOA says of the file.  NULL, or what is wrong. */
static const char *
note_soa(struct reader *r)
{
	if (r->soas == 0)
		r->zone = r->owner;
	else if (!dns_name_equal(&r->zone, &r->owner))
		return "an SOA of another zone";
	r->soas++;
	return NULL;
}

static int
record(struct reader *r)
{
	struct zone_rr rr = {
	    .zone = &r->zone, .owner = &r->owner, .origin = &r->origin};
	unsigned at = 0;

	const char *reason = read_owner(r, &at);
	if (reason == NULL)
		reason = read_head(r, &at, &rr);
	if (reason == NULL && rr.type == DNS_SOA)
		reason = note_soa(r);
	if (reason != NULL)
		return fault(r, reason);
	if (r->soas == 0) {
		fault(r, "the first record is no SOA");
		return -EINVAL;
	}

	if (!r->ttl_is_default)
		r->ttl_s = rr.ttl_s;
	r->has_ttl = true;
	rr.rdata = r->tokens.token + at;
	rr.rdata_count = r->tokens.count - at;
	reason = r->sink->record(r->sink->ctx, &rr);
	if (reason != NULL)
		return fault(r, reason);
	r->count->records++;
	return 0;
}

static int
entry(struct reader *r)
{
	const struct zone_tokens *t = &r->tokens;

	if (t->count == 0)
		return 0;
	if (t->cut)
		return fault(r, "the last line has no end: was the file cut?");
	if (!t->indented && t->token[0].len > 1 && t->token[0].text[0] == '$')
		return directive(r);
	return record(r);
}

/* dig begins with an empty line and a comment, and ends a transfer with SOA. */
static bool
looks_like_dig(const char *text, size_t len)
{
	static const char mark[] = "; <<>> DiG";
	size_t at = 0;

	while (at < len && (text[at] == '\n' || text[at] == '\r'))
		at++;
	return len - at >= sizeof(mark) - 1 &&
	       memcmp(text + at, mark, sizeof(mark) - 1) == 0;
}

/* All whole entries of `text`; `*used` bytes are done with. */
static int
entries(struct reader *r, const char *text, size_t len, bool last, size_t *used)
{
	int rc = 0;

	if (!r->begun && len > 0) {
		r->begun = true;
		r->from_dig = looks_like_dig(text, len);
	}
	for (*used = 0; rc == 0; *used += r->tokens.consumed) {
		enum zone_tokens_result result = zone_tokens_parse(
		    text + *used, len - *used, last, &r->tokens);
		if (result == ZONE_TOKENS_MORE)
			break;
		rc = result == ZONE_TOKENS_ENTRY ? entry(r)
						 : fault(r, r->tokens.fault);
		r->line += r->tokens.lines;
	}
	return rc;
}

/* Whether a file that was read to its end may be believed. */
static int
conclude(struct reader *r)
{
	if (r->soas == 0)
		return refuse(r, -EINVAL, "no SOA record");
	if (r->from_dig && r->soas < 2)
		return refuse(r, -EINVAL,
		    "a zone transfer that did not come to its closing SOA");
	if (!text_ok(r->why))
		return -ENOMEM;
	return 0;
}

static struct reader *
reader_new(const char *path, bool lenient, const struct zone_sink *sink,
    struct zone_file_count *count, struct text *why)
{
	struct reader *r = calloc(1, sizeof(*r));

	*count = (struct zone_file_count){0};
	if (r == NULL) {
		text_addf(why, "%s: out of memory", path);
		return NULL;
	}
	r->path = path;
	r->lenient = lenient;
	r->sink = sink;
	r->count = count;
	r->why = why;
	r->line = 1;
	r->origin = DNS_ROOT;
	return r;
}

int
zone_file_read_text(const char *path, const char *text, size_t len,
    bool lenient, const struct zone_sink *sink, struct zone_file_count *count,
    struct text *why)
{
	struct reader *r = reader_new(path, lenient, sink, count, why);
	size_t used;

	if (r == NULL)
		return -ENOMEM;
	int rc = entries(r, text, len, true, &used);
	if (rc == 0)
		rc = conclude(r);
	free(r);
	return rc;
}

/* More text behind the `*len` bytes of `buffer`.  1, 0 at the end, -errno. */
static int
fill(struct reader *r, struct gzip_reader *in, char *buffer, size_t *len)
{
	size_t got = 0;

	switch (
	    gzip_reader_read(in, buffer + *len, BUFFER_BYTES - *len, &got)) {
	case GZIP_READ_OK:
		*len += got;
		return 1;
	case GZIP_READ_END:
		return 0;
	case GZIP_READ_TORN:
		return refuse(r, -EINVAL, "the .gz file is cut short");
	case GZIP_READ_ERROR:
		return refuse(
		    r, gzip_reader_errno(in), strerror(-gzip_reader_errno(in)));
	case GZIP_READ_BAD:
	case GZIP_READ_LINE_LONG:
		break;
	}
	return refuse(r, -EINVAL, "the .gz file is broken");
}

static int
read_all(struct reader *r, struct gzip_reader *in, char *buffer)
{
	size_t len = 0, used = 0;
	int more;

	do {
		more = fill(r, in, buffer, &len);
		if (more < 0)
			return more;
		int rc = entries(r, buffer, len, more == 0, &used);
		if (rc < 0)
			return rc;
		len -= used;
		memmove(buffer, buffer + used, len);
		if (len >= ZONE_ENTRY_MAX_BYTES) {
			fault(r, "an entry that does not end");
			return -EINVAL;
		}
	} while (more);
	return conclude(r);
}

int
zone_file_read(const char *path, bool lenient, const struct zone_sink *sink,
    struct zone_file_count *count, struct text *why)
{
	struct reader *r = reader_new(path, lenient, sink, count, why);
	char *buffer = malloc(BUFFER_BYTES);
	struct gzip_reader *in = NULL;
	int rc = -ENOMEM;

	if (r == NULL || buffer == NULL)
		goto free_buffer;
	rc = gzip_reader_open(path, gzip_default, &in);
	if (rc < 0) {
		refuse(r, rc, strerror(-rc));
		goto free_buffer;
	}
	rc = read_all(r, in, buffer);
	gzip_reader_close(in);
free_buffer:
	free(buffer);
	free(r);
	return rc;
}
