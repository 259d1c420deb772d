#include "stage.h"

#include <string.h>

static const char *const names[STAGE_COUNT] = {
    [STAGE_SERVERS] = "servers",
    [STAGE_DOMAINS] = "domains",
    [STAGE_HOSTS] = "hosts",
    [STAGE_CHAIN] = "chain",
    [STAGE_SMTP] = "smtp",
};

const char *
stage_name(enum stage s)
{
	return names[s];
}

static bool
one(const char *word, size_t len, unsigned *bits)
{
	for (unsigned s = 0; s < STAGE_COUNT; s++) {
		if (strlen(names[s]) != len || memcmp(names[s], word, len) != 0)
			continue;
		*bits |= 1u << s;
		return true;
	}
	return false;
}

bool
stage_list_parse(const char *list, unsigned *bits)
{
	*bits = 0;
	for (;;) {
		size_t len = strcspn(list, ",");
		if (!one(list, len, bits))
			return false;
		if (list[len] == '\0')
			return true;
		list += len + 1;
	}
}
