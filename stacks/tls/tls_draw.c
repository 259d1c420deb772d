#include "tls/tls_draw.h"

#include <openssl/core_dispatch.h>
#include <string.h>

enum { FUNCTIONS_MAX = 32 };

static OSSL_DISPATCH functions[FUNCTIONS_MAX + 1];
static OSSL_FUNC_rand_generate_fn *generate;
static _Thread_local struct tls_draw *now;

void
tls_draw_init(struct tls_draw *d)
{
	*d = (struct tls_draw){0};
}

void
tls_draw_fini(struct tls_draw *d)
{
	if (d->key != NULL)
		d->free_key(d->key);
	tls_draw_init(d);
}

void
tls_draw_begin(struct tls_draw *d)
{
	d->at = 0;
	now = d;
}

bool
tls_draw_end(struct tls_draw *d)
{
	now = NULL;
	d->failed |= d->is_kept && d->at != d->len;
	d->is_kept = true;
	return !d->failed;
}

struct tls_draw *
tls_draw_now(void)
{
	return now;
}

void
tls_draw_put(struct tls_draw *d)
{
	now = d;
}

static int
note(struct tls_draw *d, const uint8_t *bytes, size_t len)
{
	if (len > TLS_DRAW_MAX - d->len) {
		d->failed = true;
		return 1;
	}
	memcpy(d->bytes + d->len, bytes, len);
	d->len += len;
	return 1;
}

static int
give(struct tls_draw *d, uint8_t *out, size_t len)
{
	if (len > d->len - d->at) {
		d->failed = true;
		return 0;
	}
	memcpy(out, d->bytes + d->at, len);
	d->at += len;
	return 1;
}

static int
draw(void *ctx, unsigned char *out, size_t len, unsigned strength, int resist,
    const unsigned char *more, size_t more_len)
{
	if (now != NULL && now->is_kept)
		return give(now, out, len);
	int ok = generate(ctx, out, len, strength, resist, more, more_len);
	return ok == 1 && now != NULL ? note(now, out, len) : ok;
}

const OSSL_DISPATCH *
tls_draw_functions(const OSSL_DISPATCH *whole)
{
	size_t count = 0;
	for (; whole[count].function_id != 0; count++) {
		if (count == FUNCTIONS_MAX)
			return whole;
		functions[count] = whole[count];
		if (whole[count].function_id != OSSL_FUNC_RAND_GENERATE)
			continue;
		generate = OSSL_FUNC_rand_generate(&whole[count]);
		functions[count].function = (void (*)(void))draw;
	}
	return generate != NULL ? functions : whole;
}
