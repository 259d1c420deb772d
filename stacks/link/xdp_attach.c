#include "link/xdp_attach.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <xdp/libxdp.h>

#include "link/keeper.h"

static const char program_name[] = "danesweep_rx";

struct xdp_attach {
	int ifindex;
	int lock;                    /* held while we are on the interface */
	int link;                    /* BPF link, or -1 */
	struct xdp_program *program; /* beside others, or NULL */
	struct keeper *keeper;
	bool native;
};

/* One at a time on an interface: a name that lives as long as we do. */
static int
take_lock(struct xdp_attach *a, const char *interface, struct text *why)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int len = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1,
	    "danesweep-xdp-%d", a->ifindex);
	a->lock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (a->lock < 0)
		return -errno;
	socklen_t size =
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1) +
	    (socklen_t)len;
	if (bind(a->lock, (struct sockaddr *)&name, size) == 0)
		return 0;
	if (errno == EADDRINUSE)
		text_addf(
		    why, "another danesweep receives by XDP on %s", interface);
	return -errno;
}

/* The lock is ours, so whoever put these there has died. */
static void
remove_stale(struct xdp_multiprog *multi, int ifindex)
{
	enum xdp_attach_mode mode = xdp_multiprog__attach_mode(multi);
	struct xdp_program *p = NULL;
	while ((p = xdp_multiprog__next_prog(p, multi)) != NULL) {
		if (strcmp(xdp_program__name(p), program_name) != 0)
			continue;
		struct xdp_program *own =
		    xdp_program__from_id(xdp_program__id(p));
		if (libxdp_get_error(own) != 0)
			continue;
		(void)xdp_program__detach(own, ifindex, mode, 0);
		xdp_program__close(own);
	}
}

enum occupancy { FREE, SHARED, TAKEN };

static enum occupancy
look(int ifindex, const char *interface, struct text *why)
{
	struct xdp_multiprog *multi = xdp_multiprog__get_from_ifindex(ifindex);
	if (libxdp_get_error(multi) != 0)
		return FREE;
	enum occupancy found = SHARED;
	if (xdp_multiprog__is_legacy(multi)) {
		struct xdp_program *p = xdp_multiprog__main_prog(multi);
		text_addf(why,
		    "%s: the XDP program %s (id %u) is on it and was not "
		    "loaded by libxdp's dispatcher, which would make room",
		    interface, xdp_program__name(p), xdp_program__id(p));
		found = TAKEN;
	} else {
		remove_stale(multi, ifindex);
	}
	xdp_multiprog__close(multi);
	return found;
}

static int
attach_alone(struct xdp_attach *a, struct bpf_object *object)
{
	int rc = bpf_object__load(object);
	if (rc < 0)
		return rc;
	int fd = bpf_program__fd(
	    bpf_object__find_program_by_name(object, program_name));
	LIBBPF_OPTS(bpf_link_create_opts, native, .flags = XDP_FLAGS_DRV_MODE);
	LIBBPF_OPTS(bpf_link_create_opts, generic, .flags = XDP_FLAGS_SKB_MODE);
	a->link = bpf_link_create(fd, a->ifindex, BPF_XDP, &native);
	a->native = a->link >= 0;
	if (!a->native)
		a->link = bpf_link_create(fd, a->ifindex, BPF_XDP, &generic);
	return a->link >= 0 ? 0 : a->link;
}

static void
detach(void *arg)
{
	struct xdp_attach *a = arg;
	(void)xdp_program__detach(a->program, a->ifindex,
	    a->native ? XDP_MODE_NATIVE : XDP_MODE_SKB, 0);
}

/* In the mode of those that are there. */
static int
attach_beside(struct xdp_attach *a, struct bpf_object *object)
{
	a->program = xdp_program__from_bpf_obj(object, "xdp");
	int rc = (int)libxdp_get_error(a->program);
	if (rc != 0) {
		a->program = NULL;
		return rc;
	}
	a->native = true;
	rc = xdp_program__attach(a->program, a->ifindex, XDP_MODE_NATIVE, 0);
	if (rc != 0) {
		a->native = false;
		rc = xdp_program__attach(
		    a->program, a->ifindex, XDP_MODE_SKB, 0);
	}
	if (rc != 0)
		return rc;
	rc = keeper_start(detach, a, &a->keeper);
	if (rc < 0)
		detach(a);
	return rc;
}

static void
explain(const char *interface, int rc, struct text *why)
{
	if (why->len > 0)
		return;
	text_addf(why, "%s: no XDP program can be attached: %s%s", interface,
	    strerror(-rc),
	    rc == -EPERM ? " (it needs CAP_BPF and CAP_NET_ADMIN)" : "");
}

int
xdp_attach_begin(const char *interface, struct bpf_object *object,
    struct xdp_attach **out, struct text *why)
{
	struct xdp_attach *a = calloc(1, sizeof(*a));
	if (a == NULL)
		return -ENOMEM;
	a->ifindex = (int)if_nametoindex(interface);
	a->link = -1;
	int rc = take_lock(a, interface, why);
	if (rc < 0)
		goto end;
	enum occupancy found = look(a->ifindex, interface, why);
	if (found == SHARED) /* still, with the stale ones gone? */
		found = look(a->ifindex, interface, why);
	if (found == TAKEN)
		rc = -EBUSY;
	else if (found == SHARED)
		rc = attach_beside(a, object);
	else
		rc = attach_alone(a, object);
	if (rc < 0)
		goto end;
	*out = a;
	return 0;

end:
	explain(interface, rc, why);
	xdp_attach_end(a);
	return rc;
}

void
xdp_attach_end(struct xdp_attach *a)
{
	if (a == NULL)
		return;
	if (a->link >= 0)
		close(a->link);
	keeper_end(a->keeper);
	if (a->program != NULL)
		xdp_program__close(a->program);
	if (a->lock >= 0)
		close(a->lock);
	free(a);
}

bool
xdp_attach_is_native(const struct xdp_attach *a)
{
	return a->native;
}
