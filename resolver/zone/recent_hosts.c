#include "recent_hosts.h"

#include <string.h>

enum { WORD = 8, PLACE_BITS = 12 };

static uint64_t
word_at(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	return word;
}

/* Its place, by the first, the last and the middle characters. */
static unsigned
place_of(const struct zone_token *name)
{
	uint64_t x = word_at(name->text);

	x = (x ^ x >> 29) * UINT64_C(0x9ddfea08eb382d69);
	x += word_at(name->text + (name->len - WORD) / 2);
	x = (x ^ x >> 31) * UINT64_C(0x9ddfea08eb382d69);
	x += word_at(name->text + name->len - WORD);
	x = (x ^ x >> 30) * UINT64_C(0x9ddfea08eb382d69);
	return (unsigned)(x >> (64 - PLACE_BITS));
}

static bool
fits(const struct zone_token *name)
{
	return name->len >= WORD && name->len <= RECENT_HOST_TEXT;
}

bool
recent_hosts_find(
    struct recent_hosts *r, const struct zone_token *name, uint32_t *host)
{
	if (!fits(name))
		return false;
	struct recent_host *at = &r->place[place_of(name)];
	if (at->len != name->len || memcmp(at->text, name->text, at->len) != 0)
		return false;
	at->sought = true;
	*host = at->host;
	return true;
}

void
recent_hosts_keep(
    struct recent_hosts *r, const struct zone_token *name, uint32_t host)
{
	if (!fits(name))
		return;
	struct recent_host *at = &r->place[place_of(name)];
	if (at->sought) {
		at->sought = false;
		return;
	}
	if (name->text[name->len - 1] != '.' ||
	    memchr(name->text, '\\', name->len) != NULL)
		return;
	at->host = host;
	at->len = (uint8_t)name->len;
	memcpy(at->text, name->text, name->len);
}
