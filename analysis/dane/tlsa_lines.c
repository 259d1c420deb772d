#include "tlsa_lines.h"

#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/macros.h"

enum { HEADER_BYTES = 3 };

static const char blanks[] = " \t\r";

/* One line, as a zone file has them: in parentheses it may be several. */
static const char *
take_line(const char *at, struct text *line)
{
	bool open = false;
	text_clear(line);
	text_add(line, "");
	while (*at != 0 && (open || *at != '\n')) {
		if (*at == ';') {
			at += strcspn(at, "\n");
			continue;
		}
		if (*at == '(' || *at == ')')
			open = *at == '(';
		text_add_char(line, strchr("()\n", *at) != NULL ? ' ' : *at);
		at++;
	}
	return *at == '\n' ? at + 1 : at;
}

static bool
is_word(const char *at, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(at, word, len) == 0;
}

/* What stands behind this word, and blanks; NULL: it is not there. */
static const char *
behind(const char *line, const char *word)
{
	for (const char *at = line + strspn(line, blanks); *at != 0;) {
		size_t len = strcspn(at, blanks);
		const char *next = at + len + strspn(at + len, blanks);
		if (is_word(at, len, word))
			return next;
		at = next;
	}
	return NULL;
}

/* "\# 35 0301..." becomes "3 1 1 ...". */
static bool
take_generic(const char *at, struct text *record)
{
	uint8_t header[HEADER_BYTES];
	size_t len;
	if (strncmp(at, "\\#", 2) != 0)
		return false;
	at += 2 + strspn(at + 2, blanks);
	at += strspn(at, "0123456789");
	at += strspn(at, blanks);
	if (strnlen(at, 2 * HEADER_BYTES) < 2 * HEADER_BYTES ||
	    !hex_decode(at, 2 * HEADER_BYTES, header, HEADER_BYTES, &len) ||
	    len != HEADER_BYTES)
		return false;
	text_addf(record, "%u %u %u %s", header[0], header[1], header[2],
	    at + 2 * HEADER_BYTES);
	return true;
}

/* {"name":"...","type":"TLSA","data":"3 1 1 ..."} */
static bool
take_json(const char *line, struct text *record)
{
	static const char key[] = "\"data\":\"";
	const char *at = strstr(line, key);
	if (line[strspn(line, blanks)] != '{' || at == NULL)
		return false;
	at += strlen(key);
	text_add_bytes(record, at, strcspn(at, "\""));
	return true;
}

/* Nothing, or what nsupdate is told beside records. */
static bool
says_no_record(const char *line)
{
	static const char *const words[] = {"send", "show", "answer", "server",
	    "zone", "ttl", "prereq", "delete", "del"};
	const char *at = behind(line, "update");
	at = at != NULL ? at : line + strspn(line, blanks);
	size_t len = strcspn(at, blanks);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (is_word(at, len, words[i]))
			return true;
	return len == 0;
}

static void
take_record(const char *line, struct text *record)
{
	const char *data = behind(line, "TLSA");
	const char *generic = behind(line, "TYPE52");
	if (take_json(line, record) ||
	    (generic != NULL && take_generic(generic, record)))
		return;
	if (data != NULL && take_generic(data, record))
		return;
	text_add(record, data != NULL ? data : line);
}

bool
tlsa_lines_next(const char **at, struct text *record)
{
	struct text line;
	bool found = false;
	text_init(&line);
	text_clear(record);
	text_add(record, "");
	while (!found && **at != 0) {
		*at = take_line(*at, &line);
		if (!text_ok(&line))
			record->failed = true;
		found = text_ok(&line) && !says_no_record(line.bytes);
	}
	if (found)
		take_record(line.bytes, record);
	text_fini(&line);
	return found && text_ok(record);
}
