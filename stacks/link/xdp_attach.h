/*
 * xdp_attach.h - our XDP program on an interface, and off again.
 *
 * On a free interface the attachment is a BPF link: the kernel takes it away
 * with our process, however that ends.  Beside other programs that came by
 * libxdp's dispatcher we are one more of them; a child of ours takes us off
 * when we end.  A program that is there without the dispatcher leaves no
 * room: that is an error, said with its name.  One that a killed scan left
 * is taken off first.  Native where the driver can, else generic.
 */
#ifndef XDP_ATTACH_H
#define XDP_ATTACH_H

#include <stdbool.h>

#include "base/macros.h"
#include "base/text.h"

struct bpf_object;
struct xdp_attach;

/*
 * Loads `object`, opened and with its constants set, and attaches its one
 * program, which is named danesweep_rx.  Before the first thread: it forks.
 * 0, or -errno with one line for a person in `why`.
 */
MUST_USE int xdp_attach_begin(const char *interface, struct bpf_object *object,
    struct xdp_attach **out, struct text *why);
void xdp_attach_end(struct xdp_attach *a); /* NULL is fine */

bool xdp_attach_is_native(const struct xdp_attach *a);

#endif
