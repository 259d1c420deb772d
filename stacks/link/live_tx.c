#include "link/live_tx.h"

#include <assert.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "link/live_drops.h"
#include "link/live_frames_layout.h"
#include "link/xdp_hold.h"
#include "link/xdp_object.h"

enum {
	FRAMES_MAX = 8192, /* of one call */
	FRAMES_MIN = 64,   /* below, a call costs more than sendmmsg */
	KERNEL_BATCH = 256,
};

struct live_tx {
	struct link_tx base;
	struct link_tx *other;
	struct link *link;
	struct bpf_object *object;
	int program;
	struct xdp_hold hold;
	struct live_drops *drops;
	struct live_buffer *buffer;
	struct live_state *state; /* shared with the program */
	uint32_t used;            /* bytes of the buffer */
	unsigned count;           /* committed frames */
	uint64_t bytes;           /* of them */
	bool tried, refused;
};

static uint8_t *
slot_at(struct live_tx *tx, uint32_t at)
{
	return tx->buffer->bytes + at;
}

static uint16_t
len_at(struct live_tx *tx, uint32_t at)
{
	uint16_t len;
	memcpy(&len, slot_at(tx, at), sizeof(len));
	return len;
}

/* Sends what lies packed from `at` on over the other sender. */
static void
send_other(struct live_tx *tx, uint32_t at)
{
	tx->other->totals = tx->base.totals;
	while (at < tx->used) {
		size_t len = len_at(tx, at);
		memcpy(link_reserve(tx->other),
		    slot_at(tx, at) + LIVE_HEADER_BYTES, len);
		link_commit(tx->other, len);
		at += LIVE_PACKED_BYTES((uint32_t)len);
	}
	link_flush(tx->other);
}

/* One call; the state says how far it came.  0 or -errno. */
static int
call(struct live_tx *tx, unsigned frames)
{
	const uint8_t first[60] = {0}; /* the program lays ours over it */
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = first,
	    .data_size_in = sizeof(first), .repeat = (int)frames,
	    .flags = BPF_F_TEST_XDP_LIVE_FRAMES, .batch_size = KERNEL_BATCH);
	return bpf_prog_test_run_opts(tx->program, &opts);
}

/*
 * Sends `frames` from the cursor on.  A signal ends a call early: then the
 * rest is called for again.  Gives how many the program handed over.
 */
static unsigned
send_live(struct live_tx *tx, unsigned frames)
{
	uint32_t before = tx->state->redirected;
	unsigned done = 0;
	int rc = 0;
	while (done < frames && (rc == 0 || rc == -EINTR)) {
		rc = call(tx, frames - done);
		done = tx->state->redirected - before;
	}
	return done;
}

static void
count_sent(struct live_tx *tx, unsigned frames, uint64_t bytes,
    uint64_t refused_before)
{
	uint64_t refused = live_drops_refused(tx->drops) - refused_before;
	if (refused > frames)
		refused = frames;
	link_totals_add(tx->base.totals, frames - refused,
	    bytes - bytes / frames * refused, refused);
}

/* The first frame of all tells whether the interface takes live frames. */
static bool
try_first(struct live_tx *tx)
{
	uint64_t before = live_drops_refused(tx->drops);
	tx->tried = true;
	if (send_live(tx, 1) == 1 && live_drops_refused(tx->drops) == before) {
		link_totals_add(tx->base.totals, 1, len_at(tx, 0), 0);
		tx->count--;
		tx->bytes -= len_at(tx, 0);
		return true;
	}
	tx->refused = true;
	atomic_store(&tx->link->send, "sendmmsg");
	atomic_store(&tx->link->note,
	    "the interface takes no XDP live frames (a veth wants XDP or GRO "
	    "at its peer): sending without them");
	return false;
}

static void
flush_live(struct live_tx *tx)
{
	uint64_t refused = live_drops_refused(tx->drops);
	unsigned done = send_live(tx, tx->count);
	if (done == tx->count) {
		count_sent(tx, done, tx->bytes, refused);
		return;
	}
	/* The kernel would not go on: what it left goes the other way. */
	if (done > 0)
		count_sent(tx, done, tx->bytes / tx->count * done, refused);
	send_other(tx, tx->state->cursor);
}

static void
flush(struct link_tx *base)
{
	struct live_tx *tx = (struct live_tx *)base;
	if (tx->count == 0)
		return;
	tx->state->cursor = 0;
	if (tx->refused || tx->count < FRAMES_MIN ||
	    (!tx->tried && !try_first(tx)))
		send_other(tx, 0);
	else
		flush_live(tx);
	tx->count = 0;
	tx->used = 0;
	tx->bytes = 0;
}

static uint8_t *
reserve(struct link_tx *base)
{
	struct live_tx *tx = (struct live_tx *)base;
	return slot_at(tx, tx->used) + LIVE_HEADER_BYTES;
}

static void
commit(struct link_tx *base, size_t len)
{
	struct live_tx *tx = (struct live_tx *)base;
	assert(len >= LIVE_FRAME_MIN && len <= LIVE_FRAME_MAX);
	uint16_t header = (uint16_t)len;
	memcpy(slot_at(tx, tx->used), &header, sizeof(header));
	tx->used += LIVE_PACKED_BYTES((uint32_t)len);
	tx->bytes += len;
	tx->count++;
	if (tx->count == FRAMES_MAX ||
	    tx->used + LIVE_PACKED_BYTES(LIVE_FRAME_MAX) > LIVE_BUFFER_BYTES)
		flush(base);
}

static void
close_tx(struct link_tx *base)
{
	struct live_tx *tx = (struct live_tx *)base;
	live_drops_close(tx->drops);
	if (tx->hold.link > 0)
		xdp_hold_end(&tx->hold);
	if (tx->state != NULL)
		munmap(tx->state, sizeof(*tx->state));
	if (tx->buffer != NULL)
		munmap(tx->buffer, sizeof(*tx->buffer));
	bpf_object__close(tx->object);
	if (tx->other != NULL)
		tx->other->ops->close(tx->other);
	free(tx);
}

static const struct link_tx_ops live_tx_ops = {
    .reserve = reserve,
    .commit = commit,
    .flush = flush,
    .close = close_tx,
};

static int
load(struct live_tx *tx, int ifindex)
{
	const uint32_t number = (uint32_t)ifindex;
	int rc = xdp_object_open(XDP_OBJECT_LIVE_FRAMES, &tx->object);
	if (rc < 0)
		return rc;
	xdp_object_set_constants(tx->object, &number, sizeof(number));
	rc = bpf_object__load(tx->object);
	if (rc < 0)
		return rc;
	tx->program = bpf_program__fd(
	    bpf_object__find_program_by_name(tx->object, "danesweep_tx"));
	return 0;
}

static int
map_memory(struct live_tx *tx)
{
	int fd = bpf_object__find_map_fd_by_name(tx->object, "frames");
	void *at = mmap(NULL, sizeof(*tx->buffer), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return -errno;
	tx->buffer = at;
	tx->state = xdp_object_map_variables(tx->object, sizeof(*tx->state));
	return tx->state != NULL ? 0 : -ENOMEM;
}

int
live_tx_open(
    int ifindex, struct link_tx *other, struct link *link, struct link_tx **out)
{
	struct live_tx *tx = calloc(1, sizeof(*tx));
	if (tx == NULL)
		return -ENOMEM;
	tx->base.ops = &live_tx_ops;
	tx->link = link;
	int rc = load(tx, ifindex);
	if (rc == 0)
		rc = map_memory(tx);
	if (rc == 0)
		rc = xdp_hold_begin(tx->program, &tx->hold);
	if (rc == 0)
		rc = live_drops_open(ifindex, tx->program, &tx->drops);
	if (rc < 0) {
		close_tx(&tx->base);
		return rc;
	}
	tx->other = other;
	*out = &tx->base;
	return 0;
}
