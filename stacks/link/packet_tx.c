#include "link/packet_tx.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link/interface.h"
#include "link/packet_socket.h"
#include "link/send_wait.h"

enum {
	BATCH = 64,
	SEND_BUFFER_BYTES = 1 << 22,
	FRAME_BYTES = 2048,
};

struct packet_tx {
	struct link_tx base;
	int fd;
	char interface[IF_NAMESIZE];
	struct send_wait wait;
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

/* A device that refuses for good is looked at once, not in every flush. */
static void
note_trouble(struct packet_tx *tx, bool known)
{
	if (known)
		return;
	link_totals_trouble(tx->base.totals,
	    interface_has_carrier(tx->interface) ? LINK_TROUBLE_REFUSED
						 : LINK_TROUBLE_NO_CARRIER);
}

/*
 * After an error at frame `at`: how many frames from there on are lost.
 * 0: none yet, they may be tried again.
 */
static unsigned
lost_by(struct packet_tx *tx, int error, unsigned at)
{
	bool known = tx->wait.refused;
	switch (error) {
	case EINTR:
		return 0;
	case ENOBUFS:
	case EAGAIN:
		if (send_wait_again(&tx->wait))
			return 0;
		break;
	case ENETDOWN:
	case ENXIO:
	case ENODEV:
		tx->wait.refused = true;
		break;
	default:
		return 1; /* this frame's own fault */
	}
	note_trouble(tx, known);
	return tx->count - at;
}

static void
flush(struct link_tx *base)
{
	struct packet_tx *tx = (struct packet_tx *)base;
	unsigned done = 0;
	send_wait_begin(&tx->wait);
	while (done < tx->count) {
		int n =
		    sendmmsg(tx->fd, tx->messages + done, tx->count - done, 0);
		if (n > 0) {
			unsigned to = done + (unsigned)n;
			link_totals_add(base->totals, (unsigned)n,
			    bytes_of(tx, done, to), 0);
			done = to;
			send_wait_taken(&tx->wait);
		} else {
			unsigned lost = lost_by(tx, errno, done);
			link_totals_add(base->totals, 0, 0, lost);
			done += lost;
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
	if (if_indextoname((unsigned)ifindex, tx->interface) == NULL)
		tx->interface[0] = '\0';
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
