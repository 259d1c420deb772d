/* fiber_sanitizer.h - what ASan and TSan want to hear of fibers. */
#ifndef FIBER_SANITIZER_H
#define FIBER_SANITIZER_H

#include "fiber.h"

#if defined(__SANITIZE_ADDRESS__)

#include <sanitizer/asan_interface.h>

static inline void
sanitizer_born(struct fiber *f)
{
	f->sanitizer = NULL; /* its fake stack */
}

/* Its frames never returned; what lies there next is none of them. */
static inline void
sanitizer_gone(struct fiber *f)
{
	__asan_unpoison_memory_region(f->stack, f->stack_bytes);
}

static inline void
sanitizer_leaves(struct fiber *from, const struct fiber *to)
{
	__sanitizer_start_switch_fiber(
	    &from->sanitizer, to->stack, to->stack_bytes);
}

static inline void
sanitizer_arrives(struct fiber *f)
{
	__sanitizer_finish_switch_fiber(f->sanitizer, NULL, NULL);
}

static inline void
sanitizer_begins(struct fiber *f)
{
	sanitizer_arrives(f);
}

#elif defined(__SANITIZE_THREAD__)

#include <sanitizer/tsan_interface.h>

/*
 * A switch is none of the program's: its threads meet as they would on as many
 * processors, by atomics and mutexes alone, but where one begins or was joined.
 */
static inline void
sanitizer_born(struct fiber *f)
{
	f->sanitizer =
	    f->is_own ? __tsan_create_fiber(0) : __tsan_get_current_fiber();
	__tsan_release(f);
}

static inline void
sanitizer_gone(struct fiber *f)
{
	__tsan_acquire(f);
	__tsan_destroy_fiber(f->sanitizer);
}

/* What it reads of a fiber is the processors' part, too. */
__attribute__((no_sanitize_thread)) static inline void
sanitizer_leaves(struct fiber *from, const struct fiber *to)
{
	__tsan_release(from);
	__tsan_switch_to_fiber(to->sanitizer, __tsan_switch_to_fiber_no_sync);
}

static inline void
sanitizer_arrives(struct fiber *f)
{
	(void)f;
}

static inline void
sanitizer_begins(struct fiber *f)
{
	__tsan_acquire(f);
}

#else

static inline void
sanitizer_born(struct fiber *f)
{
	(void)f;
}

static inline void
sanitizer_gone(struct fiber *f)
{
	(void)f;
}

static inline void
sanitizer_leaves(struct fiber *from, const struct fiber *to)
{
	(void)from;
	(void)to;
}

static inline void
sanitizer_arrives(struct fiber *f)
{
	(void)f;
}

static inline void
sanitizer_begins(struct fiber *f)
{
	(void)f;
}

#endif

#endif
