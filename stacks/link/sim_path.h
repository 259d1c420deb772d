/* sim_path.h - what a path in memory does to the frames that take it. */
#ifndef SIM_PATH_H
#define SIM_PATH_H

#include <stdint.h>

/* One direction.  Chances are in parts of a million, each frame its own. */
struct sim_path {
	unsigned loss_ppm;
	unsigned duplicate_ppm;
	unsigned flip_ppm;      /* one bit of the frame, anywhere */
	unsigned late_ppm;      /* comes `late_ns` after its time: reordered */
	unsigned udp_max_bytes; /* UDP data above this are lost; 0: none are */
	int64_t delay_ns, jitter_ns, late_ns;
};

#endif
