/*
 * packing.h - what a file's first bytes tell: which packer made it, and
 * whether its text begins with a mark.
 */
#ifndef PACKING_H
#define PACKING_H

#include <stddef.h>

/*
 * A static line for a person: the packer's name and the command that unpacks;
 * or NULL: plain text, gzip, or nothing that is known here.
 */
const char *packing_of(const void *bytes, size_t len);

/* The bytes of a UTF-8 byte order mark (RFC 3629 6) in front; or 0. */
size_t packing_mark(const void *bytes, size_t len);

#endif
