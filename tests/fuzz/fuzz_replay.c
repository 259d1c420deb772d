/* A capture as `--replay` takes it: any file, and any frame in one. */
#include "file_of_input.h"
#include "link/link.h"
#include "net/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
receive(struct link *l)
{
	struct link_frame frames[8];
	uint64_t sum = 0;

	while (!link_has_ended(l)) {
		size_t n = link_receive(l, frames, 8, 0);
		for (size_t i = 0; i < n; i++) {
			struct packet p;
			for (size_t k = 0; k < frames[i].len; k++)
				sum += frames[i].bytes[k];
			sum += packet_parse(frames[i].bytes, frames[i].len, &p);
		}
		link_release(l);
	}
	if (sum == UINT64_MAX)
		abort(); /* every byte is read, so that none is beyond */
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input_file file = input_file_open(bytes, len);
	struct link *l;
	struct text why;

	text_init(&why);
	int rc = link_open(
	    &(struct link_config){
		.kind = LINK_PCAP, .capture = "/dev/null", .replay = file.path},
	    &l, &why);
	if (rc < 0 && why.len == 0)
		abort(); /* no failure without a reason */
	if (rc == 0) {
		receive(l);
		link_close(l);
	}
	text_fini(&why);
	input_file_close(&file);
	return 0;
}
