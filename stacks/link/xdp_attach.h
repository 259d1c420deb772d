/*
 * xdp_attach.h - our XDP program on an interface, and off again.
 *
 * The attachment is a BPF link: the kernel takes it away with our process,
 * however that ends, and without privileges.  So nothing stale is ever left.
 * Where another program is on the interface there is no room for us: that is
 * an error, said with its name.  Native where the driver can, else generic.
 */
#ifndef XDP_ATTACH_H
#define XDP_ATTACH_H

#include <stdbool.h>

#include "base/macros.h"
#include "base/text.h"

struct xdp_attach {
	int link; /* descriptor */
	bool native;
};

/*
 * Attaches the program of this descriptor.  0, or -errno (-EBUSY: another
 * one is there) with one line for a person in `why`.
 */
MUST_USE int xdp_attach_begin(struct xdp_attach *a, const char *interface,
    int program_fd, struct text *why);
void xdp_attach_end(struct xdp_attach *a);

#endif
