#include "link/live_tx.h"

#include <assert.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "link/live_drops.h"
#include "link/live_frames_layout.h"
#include "link/xdp_hold.h"
#include "link/xdp_object.h"

enum {
	FRAMES_MAX = 8192, /* of one call: no more rows than bulks of 8 */
	FRAMES_MIN = 64,   /* below, a call costs more than sendmmsg */
	KERNEL_BATCH = 256,
	FULL_TRIES = 200, /* then the interface refuses for good */
	FULL_WAIT_NS = 50000,
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
	uint32_t at[FRAMES_MAX];  /* where each begins */
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

static void
count_sent(struct live_tx *tx, unsigned from, unsigned to)
{
	uint64_t bytes = 0;
	for (unsigned i = from; i < to; i++)
		bytes += len_at(tx, tx->at[i]);
	link_totals_add(tx->base.totals, to - from, bytes, 0);
}

/* Sends all from frame `i` on over the other sender. */
static void
send_other(struct live_tx *tx, unsigned i)
{
	tx->other->totals = tx->base.totals;
	for (; i < tx->count; i++) {
		size_t len = len_at(tx, tx->at[i]);
		memcpy(link_reserve(tx->other),
		    slot_at(tx, tx->at[i]) + LIVE_HEADER_BYTES, len);
		link_commit(tx->other, len);
	}
	link_flush(tx->other);
}

/*
 * One call; the state says how far it came.  0 or -errno.  The pages begin
 * as long as the next frame is: those of the same length need no trimming,
 * which costs more than the copy.
 */
static int
call(struct live_tx *tx, unsigned frames)
{
	const uint8_t first[LIVE_FRAME_MAX] = {0};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = first,
	    .data_size_in = len_at(tx, tx->state->cursor),
	    .repeat = (int)frames, .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
	    .batch_size = KERNEL_BATCH);
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

/* Moves frame `from` to place `to`, which is not behind it. */
static void
move_frame(struct live_tx *tx, unsigned from, unsigned to, uint32_t *used)
{
	uint32_t bytes = LIVE_PACKED_BYTES((uint32_t)len_at(tx, tx->at[from]));
	memmove(slot_at(tx, *used), slot_at(tx, tx->at[from]), bytes);
	tx->at[to] = *used;
	*used += bytes;
}

/* Keeps the refused of the frames that were sent: 0, all were taken. */
static unsigned
keep_refused(struct live_tx *tx)
{
	uint32_t used = 0;
	unsigned kept = 0, next = 0;
	uint32_t rows = live_drops_rows(tx->drops);
	for (uint32_t row = 0; row < rows; row++) {
		struct live_refused r = live_drops_row(tx->drops, row);
		count_sent(tx, next, r.first);
		next = r.first + r.count;
		for (uint32_t i = r.first; i < next; i++)
			move_frame(tx, i, kept++, &used);
	}
	count_sent(tx, next, tx->count);
	tx->count = kept;
	return kept;
}

/* Of the frames handed over; which of them they were is not known. */
static unsigned
lost_of(struct live_tx *tx, unsigned done)
{
	uint64_t lost = live_drops_failed(tx->drops);
	uint32_t rows = live_drops_rows(tx->drops);
	for (uint32_t row = 0; row < rows; row++)
		lost += live_drops_row(tx->drops, row).count;
	return lost < done ? (unsigned)lost : done;
}

/* The first frame of all tells whether the interface takes live frames. */
static bool
try_first(struct live_tx *tx)
{
	tx->tried = true;
	live_drops_begin(tx->drops);
	tx->state->cursor = tx->at[tx->count - 1];
	if (send_live(tx, 1) == 1 && lost_of(tx, 1) == 0) {
		count_sent(tx, tx->count - 1, tx->count);
		tx->count--;
		return true;
	}
	tx->refused = true;
	atomic_store(&tx->link->send, "sendmmsg");
	atomic_store(&tx->link->note,
	    "the interface takes no XDP live frames (a veth wants XDP or GRO "
	    "at its peer): sending without them");
	return false;
}

/* The interface went down, or others use it so too: no order to trust in. */
static void
fall_back(struct live_tx *tx, unsigned done)
{
	unsigned lost = lost_of(tx, done);
	link_totals_add(tx->base.totals, 0, 0, lost);
	count_sent(tx, lost, done);
	send_other(tx, done);
}

/* A full interface is waited for, a bounded time. */
static void
flush_live(struct live_tx *tx)
{
	for (unsigned tries = 0; tries < FULL_TRIES; tries++) {
		live_drops_begin(tx->drops);
		tx->state->cursor = 0;
		unsigned done = send_live(tx, tx->count);
		if (live_drops_handed(tx->drops) != tx->count) {
			fall_back(tx, done);
			return;
		}
		if (keep_refused(tx) == 0)
			return;
		nanosleep(&(struct timespec){.tv_nsec = FULL_WAIT_NS}, NULL);
	}
	link_totals_add(tx->base.totals, 0, 0, tx->count);
}

static void
flush(struct link_tx *base)
{
	struct live_tx *tx = (struct live_tx *)base;
	if (tx->count == 0)
		return;
	if (tx->refused || tx->count < FRAMES_MIN ||
	    (!tx->tried && !try_first(tx)))
		send_other(tx, 0);
	else
		flush_live(tx);
	tx->count = 0;
	tx->used = 0;
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
	tx->at[tx->count++] = tx->used;
	tx->used += LIVE_PACKED_BYTES((uint32_t)len);
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
