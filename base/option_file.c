#include "option_file.h"

#include <ctype.h>
#include <string.h>

#include "arena.h"
#include "text.h"
#include "text_lines.h"

static const char form[] =
    "write one `option = value` a line, the option by its long name and "
    "without dashes; # begins a comment";

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t
blanks(const char *at)
{
	size_t n = 0;
	while (is_blank(at[n]))
		n++;
	return n;
}

/* A # within a word is a part of it, as in a URL. */
static size_t
word_length(const char *at)
{
	size_t len = 0, used = 0;
	for (; at[len] != '\0'; len++) {
		if (at[len] == '#' && (len == 0 || is_blank(at[len - 1])))
			break;
		if (!is_blank(at[len]))
			used = len + 1;
	}
	return used;
}

static const char *
copy(struct arena *a, const char *at, size_t len)
{
	char *text = arena_bytes(a, len + 1);
	memcpy(text, at, len);
	text[len] = '\0';
	return text;
}

/* What stands between two quotation marks, and no more on that line. */
static const char *
parse_quoted(const char *at, struct arena *a, const char **value)
{
	const char *end = strchr(at + 1, '"');
	if (end == NULL)
		return "a quotation mark is not closed";
	if (word_length(end + 1) > 0)
		return "there is more behind the closing quotation mark";
	*value = copy(a, at + 1, (size_t)(end - at - 1));
	return NULL;
}

static const char *
parse_value(const char *at, struct arena *a, const char **value)
{
	bool assigned = *at == '=';
	if (assigned)
		at += 1 + blanks(at + 1);
	if (*at == '"')
		return parse_quoted(at, a, value);
	size_t len = word_length(at);
	if (len > 0)
		*value = copy(a, at, len);
	else if (assigned)
		return "there is no value behind the =; \"\" is an empty one";
	return NULL;
}

/* NULL, or what is wrong; a line of no setting leaves the name NULL. */
static const char *
parse(const char *at, struct arena *a, struct option_setting *out)
{
	size_t len = 0;
	*out = (struct option_setting){0};
	at += blanks(at);
	if (*at == '\0' || *at == '#')
		return NULL;
	while (isalnum((unsigned char)at[len]) || (len > 0 && at[len] == '-'))
		len++;
	const char *rest = at + len + blanks(at + len);
	if (len == 0 || (rest == at + len && *rest != '\0' && *rest != '='))
		return form;
	out->name = copy(a, at, len);
	return parse_value(rest, a, &out->value);
}

static int
take_line(const struct text_lines *lines, const char *line, struct arena *a,
    option_file_take *take, void *ctx, struct text *why)
{
	struct option_setting s;
	struct text reason;
	text_init(&reason);
	const char *fault = parse(line, a, &s);
	if (fault == NULL && s.name != NULL && !take(ctx, &s, &reason))
		fault = text_ok(&reason) && reason.len > 0 ? reason.bytes
							   : "out of memory";
	int rc = fault != NULL ? text_lines_fault(lines, fault, why) : 0;
	text_fini(&reason);
	return rc;
}

int
option_file_read(const char *path, struct arena *arena, option_file_take *take,
    void *ctx, struct text *why)
{
	struct text_lines lines;
	const char *line;
	size_t len;

	int rc = text_lines_open(&lines, path, why);
	if (rc < 0)
		return rc;
	while (rc == 0 && text_lines_next(&lines, &line, &len, why))
		rc = take_line(&lines, line, arena, take, ctx, why);
	if (rc == 0)
		rc = text_lines_error(&lines);
	text_lines_close(&lines);
	return rc;
}
