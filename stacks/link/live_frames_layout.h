/*
 * live_frames_layout.h - what live_frames.bpf.c and live_drops.bpf.c share
 * with user space.  Linux's types: it is read by both compilers.
 *
 * Frames lie packed: two bytes of length, the frame, up to the next multiple
 * of LIVE_ALIGN.  What lies behind LIVE_BUFFER_BYTES is room for the end of
 * a last frame, so that a bound of its beginning is bound enough.
 */
#ifndef LIVE_FRAMES_LAYOUT_H
#define LIVE_FRAMES_LAYOUT_H

#include <linux/types.h>

#define LIVE_ALIGN        16
#define LIVE_HEADER_BYTES 2
#define LIVE_FRAME_MIN    14
#define LIVE_FRAME_MAX    1514
#define LIVE_BUFFER_BYTES (1 << 20)
#define LIVE_PACKED_BYTES(len)                                                 \
	(((len) + LIVE_HEADER_BYTES + LIVE_ALIGN - 1) & ~(LIVE_ALIGN - 1u))

struct live_buffer {
	__u8 bytes[LIVE_BUFFER_BYTES + 2048];
};

struct live_state {
	__u32 cursor;     /* where the next frame to be sent begins */
	__u32 redirected; /* frames handed to the interface, wraps */
};

/* Whose frames live_drops.bpf.c counts. */
struct live_drops_watch {
	__u32 netns; /* inode number */
	__u32 ifindex;
	__u32 program; /* id */
};

/*
 * What the interface did with them, all since the beginning.  It takes
 * bulks in the order of the frames, and of each bulk the first so many: what
 * is refused is a range.
 */
#define LIVE_RANGES_MAX 1024

struct live_range {
	__u32 first; /* frames handed over before, wraps */
	__u32 count;
};

struct live_drops_counts {
	__u32 handed; /* frames that the interface was given, wraps */
	__u32 ranges; /* refused ones so far, wraps */
	__u64 failed; /* frames that did not come as far */
	struct live_range range[LIVE_RANGES_MAX]; /* the latest */
	__u64 from_at, to_at; /* where the two interfaces lie */
};

#endif
