#include "line_field.h"

#include <stdio.h>
#include <string.h>

const char *
line_field(const char *line, const char *key, char *out, size_t cap)
{
	char start[32];
	snprintf(start, sizeof(start), "\"%s\":\"", key);
	const char *at = strstr(line, start);
	out[0] = '\0';
	if (at != NULL) {
		at += strlen(start);
		snprintf(out, cap, "%.*s", (int)strcspn(at, "\""), at);
	}
	return out;
}
