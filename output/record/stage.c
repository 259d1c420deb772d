#include "stage.h"

#include <string.h>

static const char *const names[STAGE_COUNT] = {
    [STAGE_SERVERS] = "servers",
    [STAGE_DOMAINS] = "domains",
    [STAGE_HOSTS] = "hosts",
    [STAGE_TYPES] = "types",
    [STAGE_CHAIN] = "chain",
    [STAGE_SMTP] = "smtp",
    [STAGE_AGAIN] = "again",
};

const char *
stage_name(enum stage s)
{
	return names[s];
}

static bool
find(const char *word, size_t len, enum stage *out)
{
	for (unsigned s = 0; s < STAGE_COUNT; s++) {
		if (strlen(names[s]) != len || memcmp(names[s], word, len) != 0)
			continue;
		*out = (enum stage)s;
		return true;
	}
	return false;
}

bool
stage_parse(const char *name, enum stage *out)
{
	return find(name, strlen(name), out);
}

bool
stage_list_parse(const char *list, unsigned *bits)
{
	*bits = 0;
	for (;;) {
		size_t len = strcspn(list, ",");
		enum stage stage;
		if (!find(list, len, &stage))
			return false;
		*bits |= 1u << stage;
		if (list[len] == '\0')
			return true;
		list += len + 1;
	}
}
