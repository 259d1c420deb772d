#include "link/xdp_attach.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

/* Whose program has the place; a name that the kernel does not tell is "". */
static void
name_other(const char *interface, int ifindex, struct text *why)
{
	struct bpf_prog_info info = {0};
	__u32 id = 0, len = sizeof(info);
	int fd = -1;
	if (bpf_xdp_query_id(ifindex, 0, &id) == 0 && id != 0)
		fd = bpf_prog_get_fd_by_id(id);
	if (fd >= 0) {
		(void)bpf_obj_get_info_by_fd(fd, &info, &len);
		close(fd);
	}
	text_addf(why,
	    "%s has an XDP program already (%s, id %u), and two on one "
	    "interface cannot both decide",
	    interface, info.name, id);
}

static void
explain(const char *interface, int ifindex, int rc, struct text *why)
{
	if (rc == -EBUSY || rc == -EEXIST)
		name_other(interface, ifindex, why);
	else
		text_addf(why, "%s: no XDP program can be attached: %s%s",
		    interface, strerror(-rc),
		    rc == -EPERM ? " (it needs CAP_BPF and CAP_NET_ADMIN)"
				 : "");
}

int
xdp_attach_begin(struct xdp_attach *a, const char *interface, int program_fd,
    struct text *why)
{
	int ifindex = (int)if_nametoindex(interface);
	LIBBPF_OPTS(bpf_link_create_opts, native, .flags = XDP_FLAGS_DRV_MODE);
	LIBBPF_OPTS(bpf_link_create_opts, generic, .flags = XDP_FLAGS_SKB_MODE);

	a->link = bpf_link_create(program_fd, ifindex, BPF_XDP, &native);
	a->native = a->link >= 0;
	if (a->link < 0 && a->link != -EBUSY && a->link != -EEXIST)
		a->link =
		    bpf_link_create(program_fd, ifindex, BPF_XDP, &generic);
	if (a->link >= 0)
		return 0;
	explain(interface, ifindex, a->link, why);
	return a->link;
}

void
xdp_attach_end(struct xdp_attach *a)
{
	close(a->link);
}
