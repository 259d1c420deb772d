/*
 * sweep_note.h - what is kept of an address while nobody works at it: what is
 * remembered of it (sweep_memory.h), in 16 bytes; or, while somebody does,
 * where.  For scanner/smtp alone.
 *
 * The stage thread writes it; workers ask for the place alone.
 */
#ifndef SWEEP_NOTE_H
#define SWEEP_NOTE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "sweep_memory.h"

/* All zero knows nothing. */
struct sweep_note {
	int64_t time_ns; /* of the end; not settled: when a SYN is due */
	uint32_t host;   /* of the end */
	atomic_uint state;
};

/* Somebody works at it, at this place. */
void sweep_note_begin(struct sweep_note *n, uint32_t place);

/* False: nobody does. */
bool sweep_note_place(const struct sweep_note *n, uint32_t *place);

/* Nobody does any more.  When a SYN is due is forgotten of a settled one. */
void sweep_note_keep(
    struct sweep_note *n, const struct sweep_memory *m, int64_t due_ns);

/* As it was kept. */
void sweep_note_recall(
    const struct sweep_note *n, struct sweep_memory *m, int64_t *due_ns);

/* What another knows of the same address. */
void sweep_note_copy(struct sweep_note *n, const struct sweep_note *from);

#endif
