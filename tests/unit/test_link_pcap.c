#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "link/link.h"
#include "probe_frames.h"
#include "tap.h"

enum { FRAMES = 500 };

static char path[] = "/tmp/link-pcap-XXXXXX";

static struct link *
open_link(const char *capture, const char *replay)
{
	struct link *l;
	struct text why;
	text_init(&why);
	if (link_open(
		&(struct link_config){
		    .kind = LINK_PCAP, .capture = capture, .replay = replay},
		&l, &why) < 0)
		l = NULL;
	if (l == NULL)
		printf("# %s\n", why.bytes);
	text_fini(&why);
	return l;
}

/* Frame `i` of the test: of each length, and nobody's meaning. */
static size_t
fill(unsigned i, uint8_t *frame)
{
	size_t len = 14 + i * 3;
	for (size_t k = 0; k < len; k++)
		frame[k] = (uint8_t)(i * 7 + k);
	return len;
}

static void
test_write(void)
{
	struct link_tx *bulk, *prompt;
	struct link_stats stats;
	struct link *l = open_link(path, NULL);
	if (l == NULL || link_tx_open(l, LINK_BULK, &bulk) < 0 ||
	    link_tx_open(l, LINK_PROMPT, &prompt) < 0)
		abort();
	for (unsigned i = 0; i < FRAMES; i++) {
		struct link_tx *tx = i % 5 == 0 ? prompt : bulk;
		uint8_t *frame = link_reserve(tx);
		link_commit(tx, fill(i, frame));
	}
	link_tx_close(bulk);
	link_tx_close(prompt);
	link_stats(l, &stats);
	ok(stats.sent == FRAMES && stats.send_failed == 0, "frames written");
	link_close(l);
}

static unsigned
replay(bool *ended)
{
	uint8_t wanted[FRAME_MAX];
	struct link_frame frames[7];
	unsigned count = 0;
	struct link *l = open_link(NULL, path);
	if (l == NULL)
		return 0;
	while (!link_has_ended(l)) {
		size_t n = link_receive(l, frames, 7, 1);
		for (size_t i = 0; i < n; i++, count++) {
			size_t len = fill(count, wanted);
			if (frames[i].len != len ||
			    memcmp(frames[i].bytes, wanted, len) != 0 ||
			    frames[i].rx_ts_ns < 1000000000000000000)
				abort();
		}
		link_release(l);
	}
	*ended = link_receive(l, frames, 7, 1) == 0;
	link_close(l);
	return count;
}

static void
test_replay(void)
{
	bool ended;
	struct stat st;
	ok(replay(&ended) == FRAMES && ended, "the same frames come back");
	if (stat(path, &st) < 0 || truncate(path, st.st_size - 100) < 0)
		abort();
	ok(replay(&ended) == FRAMES - 1 && ended, "a torn one ends early");
	if (truncate(path, 10) < 0)
		abort();
	ok(open_link(NULL, path) == NULL, "no capture");
	ok(open_link(NULL, "/nowhere/x") == NULL, "no file");
	ok(open_link("/nowhere/x", NULL) == NULL, "nowhere to write");
}

static void
test_full_disk(void)
{
	struct link_tx *tx;
	struct link_stats stats;
	struct link *l = open_link("/dev/full", NULL);
	if (l == NULL || link_tx_open(l, LINK_BULK, &tx) < 0)
		abort();
	for (unsigned i = 0; i < FRAMES; i++)
		link_commit(tx, fill(i, link_reserve(tx)));
	link_tx_close(tx);
	link_stats(l, &stats);
	ok(stats.sent == 0 && stats.send_failed == FRAMES,
	    "a full disk is told");
	link_close(l);
}

int
main(void)
{
	if (mkstemp(path) < 0)
		abort();
	test_write();
	test_replay();
	test_full_disk();
	unlink(path);
	return tap_end();
}
