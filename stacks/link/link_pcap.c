#include <errno.h>
#include <pcap/pcap.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "base/clock.h"
#include "link/link_ops.h"
#include "link/one_frame_tx.h"

enum { SNAPLEN = 65535, FRAMES_MAX = 64 };

struct pcap_link {
	struct link base;
	pcap_t *shape;        /* what a written capture is of */
	pcap_dumper_t *dump;  /* NULL: what is sent goes nowhere */
	pthread_mutex_t lock; /* of `dump`: senders write in turn */
	pcap_t *replay;       /* NULL: nothing is received */
	uint8_t *frames;      /* FRAMES_MAX of SNAPLEN bytes: the given ones */
	_Atomic uint64_t received;
};

/* In a capture with nanoseconds, what is named microseconds are those. */
static void
commit(struct link_tx *base, size_t len)
{
	struct one_frame_tx *tx = (struct one_frame_tx *)base;
	struct pcap_link *l = (struct pcap_link *)tx->link;
	int64_t now_ns = clock_realtime_ns();
	const struct pcap_pkthdr header = {
	    .ts = {.tv_sec = now_ns / NS_PER_S, .tv_usec = now_ns % NS_PER_S},
	    .caplen = (bpf_u_int32)len,
	    .len = (bpf_u_int32)len,
	};
	if (l->dump != NULL) {
		pthread_mutex_lock(&l->lock);
		pcap_dump((u_char *)l->dump, &header, tx->frame);
		pthread_mutex_unlock(&l->lock);
	}
	tx->frames++;
	tx->bytes += len;
}

/* A killed run leaves what was flushed; a full disk is seen here. */
static void
flush(struct link_tx *base)
{
	struct one_frame_tx *tx = (struct one_frame_tx *)base;
	struct pcap_link *l = (struct pcap_link *)tx->link;
	bool written = true;
	if (tx->frames == 0)
		return;
	if (l->dump != NULL) {
		pthread_mutex_lock(&l->lock);
		written = pcap_dump_flush(l->dump) == 0 &&
			  ferror(pcap_dump_file(l->dump)) == 0;
		pthread_mutex_unlock(&l->lock);
	}
	one_frame_tx_count(tx, written);
}

static const struct link_tx_ops pcap_tx_ops = {
    .reserve = one_frame_tx_reserve,
    .commit = commit,
    .flush = flush,
    .close = one_frame_tx_close,
};

static int
tx_open(struct link *base, enum link_use use, struct link_tx **out)
{
	(void)use;
	return one_frame_tx_open(base, &pcap_tx_ops, out);
}

/* The next frame of the capture; false: there is none, or none whole. */
static bool
next_frame(struct pcap_link *l, uint8_t *room, struct link_frame *out)
{
	struct pcap_pkthdr *header;
	const u_char *bytes;
	int rc = pcap_next_ex(l->replay, &header, &bytes);
	if (rc != 1) {
		if (rc == PCAP_ERROR)
			atomic_store(&l->base.note,
			    "the capture ends within a packet: the whole ones "
			    "were taken");
		atomic_store(&l->base.ended, true);
		return false;
	}
	size_t len = header->caplen < SNAPLEN ? header->caplen : SNAPLEN;
	memcpy(room, bytes, len);
	*out = (struct link_frame){
	    .bytes = room,
	    .len = len,
	    .rx_ts_ns =
		(int64_t)header->ts.tv_sec * NS_PER_S + header->ts.tv_usec,
	    .sum = PACKET_SUM_UNFINISHED, /* made on a veth, perhaps */
	};
	return true;
}

static size_t
receive(
    struct link *base, struct link_frame *frames, size_t max, int timeout_ms)
{
	struct pcap_link *l = (struct pcap_link *)base;
	size_t n = 0;
	if (l->replay == NULL || atomic_load(&base->ended)) {
		clock_sleep(timeout_ms * NS_PER_MS);
		return 0;
	}
	while (n < max && n < FRAMES_MAX &&
	       next_frame(l, l->frames + n * SNAPLEN, &frames[n]))
		n++;
	atomic_fetch_add_explicit(&l->received, n, memory_order_relaxed);
	return n;
}

static void
release(struct link *base)
{
	(void)base; /* the next call writes over them */
}

static void
receive_stats(struct link *base, struct link_stats *out)
{
	out->received = atomic_load(&((struct pcap_link *)base)->received);
}

static void
close_link(struct link *base)
{
	struct pcap_link *l = (struct pcap_link *)base;
	if (l->dump != NULL)
		pcap_dump_close(l->dump);
	if (l->shape != NULL)
		pcap_close(l->shape);
	if (l->replay != NULL)
		pcap_close(l->replay);
	pthread_mutex_destroy(&l->lock);
	free(l->frames);
	free(l);
}

static const struct link_ops pcap_ops = {
    .tx_open = tx_open,
    .receive = receive,
    .release = release,
    .receive_stats = receive_stats,
    .close = close_link,
};

static int
open_capture(struct pcap_link *l, const char *path, struct text *why)
{
	l->shape = pcap_open_dead_with_tstamp_precision(
	    DLT_EN10MB, SNAPLEN, PCAP_TSTAMP_PRECISION_NANO);
	if (l->shape == NULL)
		return -ENOMEM;
	l->dump = pcap_dump_open(l->shape, path);
	if (l->dump != NULL)
		return 0;
	text_add(why, pcap_geterr(l->shape));
	return -EIO;
}

static int
open_replay(struct pcap_link *l, const char *path, struct text *why)
{
	char error[PCAP_ERRBUF_SIZE];
	l->frames = malloc((size_t)FRAMES_MAX * SNAPLEN);
	if (l->frames == NULL)
		return -ENOMEM;
	l->replay = pcap_open_offline_with_tstamp_precision(
	    path, PCAP_TSTAMP_PRECISION_NANO, error);
	if (l->replay == NULL) {
		bool named = strncmp(error, path, strlen(path)) == 0;
		text_addf(
		    why, "%s%s%s", named ? "" : path, named ? "" : ": ", error);
		return -EINVAL;
	}
	if (pcap_datalink(l->replay) == DLT_EN10MB)
		return 0;
	text_addf(why, "%s: a capture of Ethernet is wanted, this is %s", path,
	    pcap_datalink_val_to_description_or_dlt(pcap_datalink(l->replay)));
	return -EINVAL;
}

int
link_pcap_open(
    const struct link_config *config, struct link **out, struct text *why)
{
	struct pcap_link *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	l->base.ops = &pcap_ops;
	l->base.info = (struct link_info){
	    .send = config->capture != NULL ? "capture" : "nowhere",
	    .receive = config->replay != NULL ? "capture" : "nowhere",
	};
	pthread_mutex_init(&l->lock, NULL);
	int rc = 0;
	if (config->capture != NULL)
		rc = open_capture(l, config->capture, why);
	if (rc == 0 && config->replay != NULL)
		rc = open_replay(l, config->replay, why);
	if (rc < 0) {
		close_link(&l->base);
		return rc;
	}
	*out = &l->base;
	return 0;
}
