#include "cert_set.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/table.h"
#include "output/record/cert.h"
#include "tls/cert.h"

struct cert_set {
	struct part_writer *part;
	struct counters *counters;
	pthread_mutex_t lock;
	struct array digests; /* SHA-256 */
	struct table by_digest;
};

enum { DIGEST_BYTES = 32 };

int
cert_set_new(
    struct part_writer *part, struct counters *counters, struct cert_set **out)
{
	struct cert_set *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->part = part;
	s->counters = counters;
	pthread_mutex_init(&s->lock, NULL);
	*out = s;
	return 0;
}

void
cert_set_free(struct cert_set *s)
{
	if (s == NULL)
		return;
	pthread_mutex_destroy(&s->lock);
	array_fini(&s->digests);
	table_fini(&s->by_digest);
	free(s);
}

static const uint8_t *
digest_at(const struct cert_set *s, uint32_t id)
{
	return (const uint8_t *)s->digests.at + (size_t)id * DIGEST_BYTES;
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	return hash_bytes(digest_at(ctx, id), DIGEST_BYTES);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	return memcmp(digest_at(ctx, id), key, DIGEST_BYTES) == 0;
}

static const struct table_kind by_digest = {.hash = hash, .equal = equal};

static bool
has(const struct cert_set *s, const uint8_t sha256[DIGEST_BYTES])
{
	uint32_t id;
	return table_find(&s->by_digest, &by_digest, s,
	    hash_bytes(sha256, DIGEST_BYTES), sha256, &id);
}

/* Before it is written, so that what is written is always known. */
static int
make_room(struct cert_set *s)
{
	int rc = array_reserve(&s->digests, 1, DIGEST_BYTES);
	if (rc == 0)
		rc = table_reserve(
		    &s->by_digest, &by_digest, s, s->digests.count + 1);
	return rc;
}

/* There is room. */
static int
add(struct cert_set *s, const uint8_t sha256[DIGEST_BYTES])
{
	uint32_t id = (uint32_t)s->digests.count;
	memcpy(array_push(&s->digests, 1, DIGEST_BYTES), sha256, DIGEST_BYTES);
	return table_add(&s->by_digest, &by_digest, s, id);
}

static int
write_line(
    struct cert_set *s, const struct text *line, const uint8_t sha256[32])
{
	int rc = text_ok(line) ? make_room(s) : -ENOMEM;
	if (rc == 0)
		rc = part_add_line(s->part, line->bytes, line->len);
	if (rc < 0)
		return rc;
	count(&s->counters->certificates);
	return add(s, sha256);
}

/* Read without the lock; another worker may have met it meanwhile. */
static int
write_new(struct cert_set *s, const uint8_t *der, size_t len,
    const uint8_t sha256[32])
{
	struct text line;
	text_init(&line);
	cert_record_add(&line, der, len);
	pthread_mutex_lock(&s->lock);
	int rc = has(s, sha256) ? 0 : write_line(s, &line, sha256);
	pthread_mutex_unlock(&s->lock);
	text_fini(&line);
	return rc;
}

int
cert_set_add_written(struct cert_set *s, const uint8_t sha256[32])
{
	if (has(s, sha256))
		return 0;
	int rc = make_room(s);
	return rc < 0 ? rc : add(s, sha256);
}

int
cert_set_add(
    struct cert_set *s, const uint8_t *der, size_t len, uint8_t sha256[32])
{
	cert_sha256(der, len, sha256);
	pthread_mutex_lock(&s->lock);
	bool known = has(s, sha256);
	pthread_mutex_unlock(&s->lock);
	return known ? 0 : write_new(s, der, len, sha256);
}

int
cert_set_tick(struct cert_set *s, int64_t now_ns)
{
	pthread_mutex_lock(&s->lock);
	int rc = part_tick(s->part, now_ns);
	pthread_mutex_unlock(&s->lock);
	return rc;
}

int
cert_set_sync(struct cert_set *s)
{
	pthread_mutex_lock(&s->lock);
	int rc = part_flush(s->part);
	pthread_mutex_unlock(&s->lock);
	return rc < 0 ? rc : part_sync(s->part);
}
