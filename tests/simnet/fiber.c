#include "fiber.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "fiber_sanitizer.h"

/* Sanitizers make frames several times as large as they are. */
enum { STACK_BYTES = 2 << 20, GUARD_BYTES = 4096 };

void
fiber_init_here(struct fiber *f)
{
	pthread_attr_t attr;
	*f = (struct fiber){.is_own = false};
	if (pthread_getattr_np(pthread_self(), &attr) != 0 ||
	    pthread_attr_getstack(&attr, &f->stack, &f->stack_bytes) != 0)
		abort();
	pthread_attr_destroy(&attr);
	sanitizer_born(f);
}

/* makecontext() hands over ints: a pointer is two of them. */
static void
begin(unsigned high, unsigned low)
{
	struct fiber *f =
	    (struct fiber *)((uintptr_t)high << 32 | (uintptr_t)low);
	sanitizer_begins(f);
	f->run(f->ctx);
	abort();
}

void
fiber_init(struct fiber *f, void (*run)(void *ctx), void *ctx)
{
	uint64_t self = (uintptr_t)f;
	*f = (struct fiber){.is_own = true, .run = run, .ctx = ctx};
	f->stack_bytes = STACK_BYTES;
	f->stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (f->stack == MAP_FAILED || getcontext(&f->context) < 0 ||
	    mprotect(f->stack, GUARD_BYTES, PROT_NONE) < 0)
		abort();
	f->context.uc_stack.ss_sp = f->stack;
	f->context.uc_stack.ss_size = f->stack_bytes;
	makecontext(&f->context, (void (*)(void))begin, 2,
	    (unsigned)(self >> 32), (unsigned)self);
	/* ASan would clear what it knows of a whole stack at each switch. */
	f->context.uc_stack = (stack_t){.ss_size = 0};
	sanitizer_born(f);
}

void
fiber_fini(struct fiber *f)
{
	if (!f->is_own)
		return;
	sanitizer_gone(f);
	munmap(f->stack, f->stack_bytes);
}

void
fiber_switch(struct fiber *from, struct fiber *to)
{
	sanitizer_leaves(from, to);
	if (swapcontext(&from->context, &to->context) < 0)
		abort();
	sanitizer_arrives(from);
}
