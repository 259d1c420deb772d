#include "mail/smtp_reply.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CODE_BYTES = 3, TEXT_AT = 4, ROOM_FIRST = 128 };

void
smtp_reply_init(struct smtp_reply *r)
{
	r->code = 0;
	r->lines = 0;
	r->len = 0;
	r->total = 0;
	r->cut = false;
	r->starttls = r->masked = false;
	r->line_len = r->line_kept = r->text_len = 0;
	r->line_cr = false;
	r->stray = 0;
	r->stray_at = r->stray_len = 0;
}

void
smtp_reply_fini(struct smtp_reply *r)
{
	free(r->raw);
	*r = (struct smtp_reply){0};
}

static bool
is_digit(uint8_t b)
{
	return b >= '0' && b <= '9';
}

static uint16_t
code_of(const uint8_t *line)
{
	return (uint16_t)((line[0] - '0') * 100 + (line[1] - '0') * 10 +
			  (line[2] - '0'));
}

/* A tab does not: Postfix's client takes it for a letter. */
static bool
parts_words(uint8_t b)
{
	return b == ' ' || b == '=';
}

/* The line, of which `len` bytes are known, is this keyword. */
static bool
is_keyword(const uint8_t *line, size_t len, const char *word)
{
	size_t end = TEXT_AT + strlen(word);
	if (len < end ||
	    strncasecmp((const char *)line + TEXT_AT, word, end - TEXT_AT) != 0)
		return false;
	return len == end || parts_words(line[end]);
}

/*
 * The line that comes now may hold a keyword: the first is the server's name
 * (RFC 5321 4.1.1.1), and of a long reply Postfix's client forgets the end.
 */
static bool
counts_keywords(const struct smtp_reply *r)
{
	return r->lines > 0 && r->text_len < SMTP_KEYWORDS_MAX;
}

/* Three digits, and what may stand behind them. */
static bool
is_reply_line(const uint8_t *line, size_t len)
{
	if (len < CODE_BYTES || !is_digit(line[0]) || !is_digit(line[1]) ||
	    !is_digit(line[2]))
		return false;
	return len == CODE_BYTES || line[CODE_BYTES] == '-' ||
	       line[CODE_BYTES] == ' ';
}

/* The first one is kept to be told of, as far as `raw` has it. */
static enum smtp_parse
pass_over(struct smtp_reply *r, size_t whole)
{
	size_t at = r->total - whole;
	if (r->stray++ == 0 && at < r->len) {
		r->stray_at = at;
		r->stray_len = r->len - at;
	}
	return r->stray > SMTP_STRAY_MAX ? SMTP_PARSE_BAD : SMTP_PARSE_MORE;
}

/* A line has ended: "250-..." goes on, "250 ..." or "250" is the last. */
static enum smtp_parse
end_line(struct smtp_reply *r)
{
	size_t len = r->line_kept, whole = r->line_len + 1;
	const uint8_t *line = r->line_start;
	if (len > 0 && len < sizeof(r->line_start) && line[len - 1] == '\r')
		len--;
	size_t text = r->line_len - r->line_cr;
	r->line_len = r->line_kept = 0;
	if (!is_reply_line(line, len))
		return pass_over(r, whole);
	r->code = code_of(line);
	if (counts_keywords(r)) {
		r->starttls |= is_keyword(line, len, "STARTTLS");
		r->masked |= is_keyword(line, len, "XXXXXXXA");
	}
	r->text_len += text + (r->lines++ > 0); /* and a sign between */
	return len > CODE_BYTES && line[CODE_BYTES] == '-' ? SMTP_PARSE_MORE
							   : SMTP_PARSE_WHOLE;
}

static bool
grow(struct smtp_reply *r)
{
	size_t room = r->room > 0 ? r->room * 2 : ROOM_FIRST;
	uint8_t *raw = realloc(r->raw, room);
	if (raw == NULL)
		return false;
	r->raw = raw;
	r->room = room;
	return true;
}

static void
keep_byte(struct smtp_reply *r, uint8_t b)
{
	if (r->len == SMTP_REPLY_MAX || r->no_memory)
		r->cut = true;
	else if (r->len < r->room || grow(r))
		r->raw[r->len++] = b;
	else
		r->cut = r->no_memory = true;
}

static void
add_byte(struct smtp_reply *r, uint8_t b)
{
	r->total++;
	keep_byte(r, b);
	if (b == '\n')
		return;
	r->line_cr = b == '\r';
	r->line_len++;
	if (r->line_kept == TEXT_AT && parts_words(b))
		return; /* before the keyword */
	if (r->line_kept < sizeof(r->line_start))
		r->line_start[r->line_kept++] = b;
}

enum smtp_parse
smtp_reply_feed(struct smtp_reply *r, struct wire *w)
{
	while (wire_left(w) > 0) {
		uint8_t b = wire_u8(w);
		add_byte(r, b);
		if (b == '\n') {
			enum smtp_parse line = end_line(r);
			if (line != SMTP_PARSE_MORE)
				return line;
		}
		if (r->total > SMTP_REPLY_LIMIT)
			return SMTP_PARSE_BAD;
	}
	return SMTP_PARSE_MORE;
}

bool
smtp_reply_line(
    const struct smtp_reply *r, size_t *at, const uint8_t **line, size_t *len)
{
	if (*at >= r->len)
		return false;
	*line = r->raw + *at;
	const uint8_t *end = memchr(*line, '\n', r->len - *at);
	size_t whole = end ? (size_t)(end - *line) : r->len - *at;
	*at += whole + (end != NULL);
	if (whole > 0 && (*line)[whole - 1] == '\r')
		whole--;
	*len = whole;
	return true;
}

bool
smtp_reply_offers_starttls(const struct smtp_reply *r)
{
	return r->starttls;
}

bool
smtp_reply_is_masked(const struct smtp_reply *r)
{
	return r->masked;
}

bool
smtp_reply_is_good(const struct smtp_reply *r)
{
	return r->code / 100 == 2;
}

bool
smtp_reply_is_stray(const struct smtp_reply *r)
{
	return r->lines == 0 && r->stray > 0;
}

bool
smtp_reply_is_transient(const struct smtp_reply *r)
{
	return r->code >= 400 && r->code < 500;
}
