#include "choice.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/text_lines.h"
#include "dns/host_text.h"

void
verdict_choice_init(struct verdict_choice *c)
{
	*c = (struct verdict_choice){0};
	arena_init(&c->arena);
	name_map_init(&c->domains, &c->arena);
}

void
verdict_choice_fini(struct verdict_choice *c)
{
	name_map_fini(&c->domains);
	arena_fini(&c->arena);
}

/* NULL, or why the line is no name. */
static const char *
take_line(struct verdict_choice *c, const char *line, size_t len)
{
	struct dns_name name;
	const char *comment = memchr(line, '#', len);
	if (comment != NULL)
		len = (size_t)(comment - line);
	while (len > 0 && isspace((unsigned char)*line)) {
		line++;
		len--;
	}
	while (len > 0 && isspace((unsigned char)line[len - 1]))
		len--;
	if (len == 0)
		return NULL;
	const char *fault = dns_host_from_text(line, len, &name);
	if (fault == NULL)
		name_map_at(&c->domains, &name, 0)->value = c;
	return fault;
}

int
verdict_choice_read(
    struct verdict_choice *c, const char *path, struct text *why)
{
	struct text_lines lines;
	const char *line;
	size_t len;
	int rc = text_lines_open(&lines, path, why);
	while (rc == 0 && text_lines_next(&lines, &line, &len, why)) {
		const char *fault = take_line(c, line, len);
		if (fault != NULL)
			rc = text_lines_fault(&lines, fault, why);
	}
	if (rc == 0)
		rc = text_lines_error(&lines);
	text_lines_close(&lines);
	c->named = true;
	return rc;
}

bool
verdict_choice_has(
    const struct verdict_choice *c, const struct dns_name *domain)
{
	return !c->named || name_map_get(&c->domains, domain, 0) != NULL;
}
