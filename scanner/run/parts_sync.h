/*
 * parts_sync.h - the thread that puts on the disk what the writers of a scan
 * have written, so that none of them has to wait for it, and that ends the scan
 * before the disk is full.
 */
#ifndef PARTS_SYNC_H
#define PARTS_SYNC_H

#include "base/halt.h"
#include "base/macros.h"
#include "base/thread.h"
#include "parts.h"

/* Zeroed before it is started; its place does not change while it runs. */
struct parts_sync {
	struct thread thread;
	struct run_parts *parts;
	struct halt *halt; /* told when the disk fails */
};

/* Both are borrowed until parts_sync_stop().  0 or -errno. */
MUST_USE int parts_sync_start(
    struct parts_sync *s, struct run_parts *parts, struct halt *halt);
void parts_sync_stop(struct parts_sync *s);

#endif
