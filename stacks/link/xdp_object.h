/*
 * xdp_object.h - the BPF objects that are part of our binary: nothing is
 * looked for in the file system when danesweep runs.
 */
#ifndef XDP_OBJECT_H
#define XDP_OBJECT_H

#include <stddef.h>

#include "base/macros.h"

struct bpf_object;

enum xdp_object_name {
	XDP_OBJECT_RECEIVE,
	XDP_OBJECT_LIVE_FRAMES,
	XDP_OBJECT_LIVE_DROPS,
};

/* Opened, not loaded yet.  0 or -errno.  bpf_object__close() ends it. */
MUST_USE int xdp_object_open(
    enum xdp_object_name name, struct bpf_object **out);

/* The constants, to be written before it is loaded: `len` bytes. */
void xdp_object_set_constants(
    struct bpf_object *o, const void *value, size_t len);

/*
 * The variables of a loaded object, shared with its program; NULL: no heap.
 * munmap() with the same `len` ends the view.
 */
void *xdp_object_map_variables(struct bpf_object *o, size_t len);

#endif
