#include "cert_set.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "output/record/cert.h"
#include "tls/cert.h"

struct cert_set {
	struct part_writer *part;
	struct counters *counters;
	pthread_mutex_t lock;
	uint8_t (*slots)[32]; /* all zero: free */
	size_t used, mask;
	struct text line;
};

enum { START = 256 };
static const uint8_t FREE_SLOT[32];

int
cert_set_new(
    struct part_writer *part, struct counters *counters, struct cert_set **out)
{
	struct cert_set *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->slots = calloc(START, sizeof(*s->slots));
	if (s->slots == NULL) {
		free(s);
		return -ENOMEM;
	}
	s->part = part;
	s->counters = counters;
	s->mask = START - 1;
	pthread_mutex_init(&s->lock, NULL);
	text_init(&s->line);
	*out = s;
	return 0;
}

void
cert_set_free(struct cert_set *s)
{
	if (s == NULL)
		return;
	pthread_mutex_destroy(&s->lock);
	text_fini(&s->line);
	free(s->slots);
	free(s);
}

/* The slot of this digest: a digest is its own hash. */
static uint8_t *
slot_of(uint8_t (*slots)[32], size_t mask, const uint8_t sha256[32])
{
	size_t i;
	memcpy(&i, sha256, sizeof(i));
	for (i &= mask; memcmp(slots[i], FREE_SLOT, 32) != 0 &&
			memcmp(slots[i], sha256, 32) != 0;
	     i = (i + 1) & mask)
		;
	return slots[i];
}

static int
grow(struct cert_set *s)
{
	size_t mask = s->mask * 2 + 1;
	uint8_t(*slots)[32] = calloc(mask + 1, sizeof(*slots));
	if (slots == NULL)
		return -ENOMEM;
	for (size_t i = 0; i <= s->mask; i++)
		if (memcmp(s->slots[i], FREE_SLOT, 32) != 0)
			memcpy(
			    slot_of(slots, mask, s->slots[i]), s->slots[i], 32);
	free(s->slots);
	s->slots = slots;
	s->mask = mask;
	return 0;
}

static int
write_new(struct cert_set *s, const uint8_t *der, size_t len,
    const uint8_t sha256[32], uint8_t *slot)
{
	text_clear(&s->line);
	cert_record_add(&s->line, der, len);
	if (!text_ok(&s->line))
		return -ENOMEM;
	int rc = part_add_line(s->part, s->line.bytes, s->line.len);
	if (rc < 0)
		return rc;
	memcpy(slot, sha256, 32);
	s->used++;
	count(&s->counters->certificates);
	return 0;
}

int
cert_set_add(
    struct cert_set *s, const uint8_t *der, size_t len, uint8_t sha256[32])
{
	struct cert_digests digests;
	cert_digest(der, len, &digests);
	memcpy(sha256, digests.sha256, 32);

	pthread_mutex_lock(&s->lock);
	int rc = s->used * 2 > s->mask ? grow(s) : 0;
	if (rc == 0) {
		uint8_t *slot = slot_of(s->slots, s->mask, sha256);
		if (memcmp(slot, FREE_SLOT, 32) == 0)
			rc = write_new(s, der, len, sha256, slot);
	}
	pthread_mutex_unlock(&s->lock);
	return rc;
}
