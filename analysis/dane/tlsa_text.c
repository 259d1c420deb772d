#include "tlsa_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"

enum { NUMBERS = 3 };

/* A number of 0 to 255 and the blanks behind it; NULL: none. */
static const char *
read_number(const char *at, uint8_t *out)
{
	char *end;
	if (!isdigit((unsigned char)*at))
		return NULL;
	unsigned long n = strtoul(at, &end, 10);
	if (n > UINT8_MAX || !isspace((unsigned char)*end))
		return NULL;
	*out = (uint8_t)n;
	return end + strspn(end, " \t");
}

static int
refuse(const char *text, struct text *why)
{
	text_addf(why,
	    "\"%.80s\" is no TLSA record: write usage, selector, matching "
	    "type and hex, as \"3 1 1 9f86...\"",
	    text);
	return -EINVAL;
}

int
tlsa_text_parse(const char *text, struct rdata *out, struct text *why)
{
	const char *at = text + strspn(text, " \t");
	uint8_t *bytes = malloc(NUMBERS + strlen(text) / 2 + 1);
	size_t len;
	if (bytes == NULL) {
		text_add(why, strerror(ENOMEM));
		return -ENOMEM;
	}
	for (int i = 0; i < NUMBERS && at != NULL; i++)
		at = read_number(at, &bytes[i]);
	if (at == NULL || !hex_decode(at, strlen(at), bytes + NUMBERS,
			      strlen(text) / 2, &len)) {
		free(bytes);
		return refuse(text, why);
	}
	*out = (struct rdata){bytes, NUMBERS + len};
	return 0;
}
