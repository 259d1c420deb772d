#include "link/xdp_hold.h"

#include <assert.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <sched.h>
#include <unistd.h>

enum { LOOPBACK_IFINDEX = 1 };

static const char own_netns[] = "/proc/thread-self/ns/net";

/* In the new namespace. */
static int
attach(int program_fd, struct xdp_hold *out)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = XDP_FLAGS_SKB_MODE);
	out->netns = open(own_netns, O_RDONLY | O_CLOEXEC);
	if (out->netns < 0)
		return -errno;
	out->link =
	    bpf_link_create(program_fd, LOOPBACK_IFINDEX, BPF_XDP, &opts);
	if (out->link < 0) {
		close(out->netns);
		return out->link;
	}
	return 0;
}

int
xdp_hold_begin(int program_fd, struct xdp_hold *out)
{
	int home = open(own_netns, O_RDONLY | O_CLOEXEC);
	if (home < 0)
		return -errno;
	if (unshare(CLONE_NEWNET) < 0) {
		int rc = -errno;
		close(home);
		return rc;
	}
	int rc = attach(program_fd, out);
	int back = setns(home, CLONE_NEWNET);
	assert(back == 0); /* what we may leave we may enter */
	close(home);
	return rc;
}

void
xdp_hold_end(struct xdp_hold *h)
{
	close(h->link);
	close(h->netns);
}
