/* checksum.h - the Internet checksum (RFC 1071). */
#ifndef NET_CHECKSUM_H
#define NET_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Adds bytes to a running sum; all but the last part have an even length. */
uint32_t checksum_add(uint32_t sum, const uint8_t *bytes, size_t len);

/* Folds until nothing is carried (once is not enough), and complements. */
uint16_t checksum_end(uint32_t sum);

#endif
