#include "link/packet_tx.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "link/packet_socket.h"

enum {
	BATCH = 64,
	SEND_BUFFER_BYTES = 1 << 22,
	FRAME_BYTES = 2048,
	FULL_TRIES = 1000, /* then the kernel refuses for good */
	FULL_WAIT_NS = 20000,
};

struct packet_tx {
	struct link_tx base;
	int fd;
	unsigned count; /* committed frames */
	struct mmsghdr messages[BATCH];
	struct iovec vectors[BATCH];
	uint8_t frames[BATCH][FRAME_BYTES];
};

static uint64_t
bytes_of(const struct packet_tx *tx, unsigned from, unsigned to)
{
	uint64_t bytes = 0;
	for (unsigned i = from; i < to; i++)
		bytes += tx->vectors[i].iov_len;
	return bytes;
}

/* False: refused for good, for now it is not sent. */
static bool
may_try_again(int error, unsigned *full)
{
	if (error == EINTR)
		return true;
	if ((error != ENOBUFS && error != EAGAIN) || (*full)++ == FULL_TRIES)
		return false;
	nanosleep(&(struct timespec){.tv_nsec = FULL_WAIT_NS}, NULL);
	return true;
}

static void
flush(struct link_tx *base)
{
	struct packet_tx *tx = (struct packet_tx *)base;
	unsigned done = 0, full = 0;
	while (done < tx->count) {
		int n =
		    sendmmsg(tx->fd, tx->messages + done, tx->count - done, 0);
		if (n > 0) {
			unsigned to = done + (unsigned)n;
			link_totals_add(base->totals, (unsigned)n,
			    bytes_of(tx, done, to), 0);
			done = to;
		} else if (!may_try_again(errno, &full)) {
			link_totals_add(base->totals, 0, 0, 1);
			done++;
		}
	}
	tx->count = 0;
}

static uint8_t *
reserve(struct link_tx *base)
{
	struct packet_tx *tx = (struct packet_tx *)base;
	return tx->frames[tx->count]; /* a full batch left at once */
}

static void
commit(struct link_tx *base, size_t len)
{
	struct packet_tx *tx = (struct packet_tx *)base;
	tx->vectors[tx->count++].iov_len = len;
	if (tx->count == BATCH)
		flush(base);
}

static void
close_tx(struct link_tx *base)
{
	struct packet_tx *tx = (struct packet_tx *)base;
	close(tx->fd);
	free(tx);
}

static const struct link_tx_ops packet_tx_ops = {
    .reserve = reserve,
    .commit = commit,
    .flush = flush,
    .close = close_tx,
};

static void
prepare(struct packet_tx *tx)
{
	tx->base.ops = &packet_tx_ops;
	for (unsigned i = 0; i < BATCH; i++) {
		tx->vectors[i].iov_base = tx->frames[i];
		tx->messages[i].msg_hdr.msg_iov = &tx->vectors[i];
		tx->messages[i].msg_hdr.msg_iovlen = 1;
	}
}

int
packet_tx_open(int ifindex, struct link_tx **out)
{
	int one = 1, bytes = SEND_BUFFER_BYTES;
	struct packet_tx *tx = calloc(1, sizeof(*tx));
	if (tx == NULL)
		return -ENOMEM;
	tx->fd = packet_socket(ifindex, 0);
	if (tx->fd < 0) {
		int rc = tx->fd;
		free(tx);
		return rc;
	}
	/* Both only make it faster. */
	(void)setsockopt(
	    tx->fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one));
	(void)setsockopt(
	    tx->fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes));
	prepare(tx);
	*out = &tx->base;
	return 0;
}
