/*
 * fiber.h - a stack of its own to run a function on, switched to by hand.
 * The sanitizers are told of each switch.
 */
#ifndef FIBER_H
#define FIBER_H

#include <stdbool.h>
#include <stddef.h>
#include <ucontext.h>

struct fiber {
	ucontext_t context;
	void *stack;
	size_t stack_bytes;
	bool is_own; /* else it is the kernel thread's */
	void (*run)(void *ctx);
	void *ctx;
	void *sanitizer; /* what it keeps of a fiber */
};

/* The fiber that runs now, on the stack that it has. */
void fiber_init_here(struct fiber *f);

/* A new one, which begins at the first switch.  run() never comes back. */
void fiber_init(struct fiber *f, void (*run)(void *ctx), void *ctx);

/* Frees the stack of a fiber that will not be switched to again. */
void fiber_fini(struct fiber *f);

/* Leaves `from`, which runs, and goes on with `to`. */
void fiber_switch(struct fiber *from, struct fiber *to);

#endif
