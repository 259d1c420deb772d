#include "tls/tls_key_share.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "tls/tls_draw.h"

enum { FUNCTIONS_MAX = 32 };

static struct {
	OSSL_DISPATCH functions[FUNCTIONS_MAX + 1];
	OSSL_FUNC_keymgmt_gen_init_fn *gen_init;
	OSSL_FUNC_keymgmt_gen_fn *gen;
	OSSL_FUNC_keymgmt_dup_fn *dup;
	OSSL_FUNC_keymgmt_free_fn *free;
	pthread_mutex_t lock; /* of what follows: */
	void *key;
	unsigned uses;
} share = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The last of this thread by which a pair is wanted, not parameters alone. */
static _Thread_local const void *for_pair;

static void *
begin_key(void *provider, int selection, const OSSL_PARAM params[])
{
	void *gen_context = share.gen_init(provider, selection, params);
	if ((selection & OSSL_KEYMGMT_SELECT_KEYPAIR) != 0)
		for_pair = gen_context;
	else if (for_pair == gen_context)
		for_pair = NULL;
	return gen_context;
}

static void *
copy_shared(void *gen_context, OSSL_CALLBACK *progress, void *arg)
{
	pthread_mutex_lock(&share.lock);
	if (share.key == NULL || share.uses == TLS_KEY_SHARE_USES) {
		share.free(share.key);
		share.key = share.gen(gen_context, progress, arg);
		share.uses = 0;
	}
	share.uses++;
	void *copy = NULL;
	if (share.key != NULL)
		copy = share.dup(share.key, OSSL_KEYMGMT_SELECT_ALL);
	pthread_mutex_unlock(&share.lock);
	return copy;
}

/* Within a draw: the pair that it has, or one that it has from now on. */
static void *
copy_drawn(
    struct tls_draw *d, void *gen_context, OSSL_CALLBACK *progress, void *arg)
{
	if (d->key == NULL && !d->is_kept) {
		tls_draw_put(NULL);
		d->key = copy_shared(gen_context, progress, arg);
		d->free_key = share.free;
		tls_draw_put(d);
	}
	d->failed |= d->key == NULL;
	return d->key != NULL ? share.dup(d->key, OSSL_KEYMGMT_SELECT_ALL)
			      : NULL;
}

static void *
give_key(void *gen_context, OSSL_CALLBACK *progress, void *arg)
{
	if (gen_context == NULL || gen_context != for_pair)
		return share.gen(gen_context, progress, arg);
	struct tls_draw *d = tls_draw_now();
	return d != NULL ? copy_drawn(d, gen_context, progress, arg)
			 : copy_shared(gen_context, progress, arg);
}

/* False: it lacks what this needs, and is left as it is. */
static bool
find_functions(const OSSL_DISPATCH *all)
{
	size_t count = 0;
	for (; all->function_id != 0 && count < FUNCTIONS_MAX; all++) {
		if (all->function_id == OSSL_FUNC_KEYMGMT_GEN_INIT)
			share.gen_init = OSSL_FUNC_keymgmt_gen_init(all);
		if (all->function_id == OSSL_FUNC_KEYMGMT_GEN)
			share.gen = OSSL_FUNC_keymgmt_gen(all);
		if (all->function_id == OSSL_FUNC_KEYMGMT_DUP)
			share.dup = OSSL_FUNC_keymgmt_dup(all);
		if (all->function_id == OSSL_FUNC_KEYMGMT_FREE)
			share.free = OSSL_FUNC_keymgmt_free(all);
		share.functions[count++] = *all;
	}
	return all->function_id == 0 && share.gen_init != NULL &&
	       share.gen != NULL && share.dup != NULL && share.free != NULL;
}

const OSSL_DISPATCH *
tls_key_share_functions(const OSSL_DISPATCH *whole)
{
	if (!find_functions(whole))
		return whole;
	for (OSSL_DISPATCH *f = share.functions; f->function_id != 0; f++) {
		if (f->function_id == OSSL_FUNC_KEYMGMT_GEN_INIT)
			f->function = (void (*)(void))begin_key;
		if (f->function_id == OSSL_FUNC_KEYMGMT_GEN)
			f->function = (void (*)(void))give_key;
	}
	return share.functions;
}
