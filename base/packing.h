/* packing.h - which packer made a file, by its first bytes. */
#ifndef PACKING_H
#define PACKING_H

#include <stddef.h>

/*
 * A static line for a person: the packer's name and the command that unpacks;
 * or NULL: plain text, gzip, or nothing that is known here.
 */
const char *packing_of(const void *bytes, size_t len);

#endif
