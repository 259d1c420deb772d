/*
 * live_drops.bpf.c - notes which live frames the interface did not take.
 *
 * The call that sends them does not say: these two tracepoints do.  Frames
 * go by bulks, in order, from one thread: so counting them numbers them.
 */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>

#include "link/live_frames_layout.h"

enum { LOOPBACK_IFINDEX = 1 }; /* live frames come from there */

#define FIELDS_ONLY __attribute__((preserve_access_index))

struct ns_common {
	unsigned int inum;
} FIELDS_ONLY;

struct net {
	struct ns_common ns;
} FIELDS_ONLY;

typedef struct {
	struct net *net;
} FIELDS_ONLY possible_net_t;

struct net_device {
	int ifindex;
	possible_net_t nd_net;
} FIELDS_ONLY;

struct bpf_prog_aux {
	__u32 id;
} FIELDS_ONLY;

struct bpf_prog {
	struct bpf_prog_aux *aux;
} FIELDS_ONLY;

const volatile struct live_drops_watch watch;
struct live_drops_counts counts;

/* Once looked at, the two are known by where they lie. */
static __always_inline bool
is_ours(__u64 from_at, __u64 to_at)
{
	if (from_at == counts.from_at && to_at == counts.to_at)
		return true;
	const struct net_device *from = (const struct net_device *)from_at;
	const struct net_device *to = (const struct net_device *)to_at;
	if (BPF_CORE_READ(from, ifindex) != LOOPBACK_IFINDEX ||
	    (__u32)BPF_CORE_READ(to, ifindex) != watch.ifindex ||
	    BPF_CORE_READ(to, nd_net.net, ns.inum) != watch.netns)
		return false;
	counts.from_at = from_at;
	counts.to_at = to_at;
	return true;
}

static __always_inline void
note_refused(__u32 first, __u32 count)
{
	struct live_range *range =
	    &counts.range[counts.ranges & (LIVE_RANGES_MAX - 1)];
	range->first = first;
	range->count = count;
	counts.ranges++;
}

/* xdp_devmap_xmit(from, to, sent, drops, err) */
SEC("raw_tp/xdp_devmap_xmit")
int
danesweep_xmit(struct bpf_raw_tracepoint_args *ctx)
{
	int sent = (int)ctx->args[2], drops = (int)ctx->args[3];
	if (!is_ours(ctx->args[0], ctx->args[1]))
		return 0;
	if (sent < 0) /* all of it went wrong */
		sent = 0;
	if (drops > 0)
		note_refused(counts.handed + (__u32)sent, (__u32)drops);
	counts.handed += (__u32)(sent + drops);
	return 0;
}

/* xdp_redirect_err(dev, program, target, err, ...) */
SEC("raw_tp/xdp_redirect_err")
int
danesweep_err(struct bpf_raw_tracepoint_args *ctx)
{
	const struct bpf_prog *program = (const struct bpf_prog *)ctx->args[1];
	if (BPF_CORE_READ(program, aux, id) == watch.program)
		counts.failed++;
	return 0;
}

const char gpl[] SEC("license") = "GPL";
