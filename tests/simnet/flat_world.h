/*
 * flat_world.h - one zone, com, whose domains and servers cost next to nothing
 * to compute: for benchmarks, where the simnet would cost more than a scanner.
 *
 * A question is turned into its reply where it lies.  What a domain is comes
 * from a hash of its name, in the mix of .com: 40 % have MX, names and TTLs all
 * different; 5 % are signed; and with `odd` 3 % are an alias, 2 % silent, 1 %
 * truncated, 1 % lame.  No signature holds: a scanner does not look.  TCP is
 * refused.
 */
#ifndef SIMNET_FLAT_WORLD_H
#define SIMNET_FLAT_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Writes DIR/com.zone with so many domains, DIR/root.hints, and DIR/questions:
 * a line `NAME SERVER` for each, in the zone's order.  0 or -errno.
 */
int flat_world_write(const char *dir, uint32_t domains);

/*
 * Makes the reply of a frame in place, with room for SIMNET_FRAME_MAX; gives
 * its length, or 0: nobody answers.
 */
size_t flat_world_answer(uint8_t *frame, size_t len, bool odd);

#endif
