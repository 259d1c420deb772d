#include "tls/tls_memory.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { BLOCKS = 3000, ROUNDS = 200000, BYTES_MAX = 40000, THREADS = 3 };

struct block {
	uint8_t *at;
	size_t len;
	uint8_t mark;
};

static uint64_t
draw(uint64_t *state, uint64_t bound)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (*state >> 33) % bound;
}

/* Small ones more often than large ones. */
static size_t
draw_len(uint64_t *state)
{
	return draw(state, draw(state, 8) == 0 ? BYTES_MAX : 300) + 1;
}

static bool
is_whole(const struct block *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (b->at[i] != b->mark)
			return false;
	return true;
}

static void
fill(struct block *b, uint64_t *state)
{
	b->mark = (uint8_t)draw(state, 256);
	memset(b->at, b->mark, b->len);
}

/* Each block holds what was written to it, until it is given back. */
static bool
step(struct block *b, uint64_t *state)
{
	bool good = b->at == NULL || is_whole(b, b->len);
	if (b->at == NULL) {
		b->len = draw_len(state);
		b->at = OPENSSL_malloc(b->len);
	} else if (draw(state, 3) == 0) {
		size_t old = b->len;
		b->len = draw_len(state);
		b->at = OPENSSL_realloc(b->at, b->len);
		good &= is_whole(b, old < b->len ? old : b->len);
	} else {
		OPENSSL_free(b->at);
		b->at = NULL;
		return good;
	}
	good &= (uintptr_t)b->at % 16 == 0;
	fill(b, state);
	return good;
}

static void *
work(void *arg)
{
	static _Thread_local struct block blocks[BLOCKS];
	uint64_t state = *(const uint64_t *)arg;
	bool good = true;
	for (unsigned i = 0; i < ROUNDS; i++)
		good &= step(&blocks[draw(&state, BLOCKS)], &state);
	for (unsigned i = 0; i < BLOCKS; i++)
		OPENSSL_free(blocks[i].at);
	return good ? arg : NULL;
}

static void
test_sizes(void)
{
	bool good = true;
	for (size_t len = 1; len < BYTES_MAX; len++) {
		uint8_t *at = OPENSSL_malloc(len);
		memset(at, 1, len);
		OPENSSL_free(at);
		at = OPENSSL_zalloc(len);
		good &= at[0] == 0 && at[len - 1] == 0;
		OPENSSL_free(at);
	}
	ok(good, "zeroed, of each size, also when it was another's");
	ok(OPENSSL_realloc(OPENSSL_malloc(5), 0) == NULL, "resized to nothing");
	OPENSSL_free(NULL);
}

static void
test_reuse(void)
{
	void *first = OPENSSL_malloc(100);
	OPENSSL_free(first);
	void *second = OPENSSL_malloc(97);
	ok(first == second, "a block goes to the next of its size");
	OPENSSL_free(second);
}

static void
drop_late(void *block)
{
	OPENSSL_free(block);
}

static void *
end_late(void *arg)
{
	pthread_key_t *key = arg;
	OPENSSL_free(OPENSSL_malloc(300));
	pthread_setspecific(*key, OPENSSL_malloc(300));
	return NULL;
}

/*
 * A block that comes back after a thread's blocks were given back, as those
 * that OpenSSL has for the thread do: it is for LeakSanitizer to see.
 */
static void
test_late_end(void)
{
	pthread_key_t key;
	pthread_t thread;
	if (pthread_key_create(&key, drop_late) != 0 ||
	    pthread_create(&thread, NULL, end_late, &key) != 0)
		abort();
	pthread_join(thread, NULL);
	ok(pthread_key_delete(key) == 0, "a block that comes back late");
}

int
main(void)
{
	pthread_t thread[THREADS];
	uint64_t seed[THREADS] = {1, 2, 3};
	unsigned good = 0;
	tls_memory_keep_blocks();
	test_reuse();
	test_sizes();
	test_late_end();
	for (unsigned i = 0; i < THREADS; i++)
		if (pthread_create(&thread[i], NULL, work, &seed[i]) != 0)
			return 1;
	for (unsigned i = 0; i < THREADS; i++) {
		void *end;
		pthread_join(thread[i], &end);
		good += end != NULL;
	}
	ok(good == THREADS, "what was written stays, in each thread");
	return tap_end();
}
