/* full_disk.h - one call of base/file.h fails, as a full disk does. */
#ifndef FULL_DISK_H
#define FULL_DISK_H

#include <errno.h>

#include "base/file.h"

struct full_disk {
	unsigned at;    /* which call fails, from 0 on */
	unsigned calls; /* how many there were */
};

/* For file_set_hook(), with a struct full_disk. */
static inline int
full_disk_hook(void *ctx, const struct file_event *e)
{
	struct full_disk *f = ctx;
	(void)e;
	return f->calls++ == f->at ? -ENOSPC : 0;
}

#endif
