/* kept_files.h - which files of a folder are those of one zone, and old. */
#ifndef KEPT_FILES_H
#define KEPT_FILES_H

#include <stdbool.h>
#include <stdint.h>

/* `name` is STEM@SERIAL.zone.gz. */
bool kept_files_serial(const char *stem, const char *name, uint32_t *serial);

/*
 * Takes away all but the `keep` that were written last, with what stands beside
 * them; never the one of `serial`.  What cannot be taken away stays.
 */
void kept_files_prune(
    const char *dir, const char *stem, uint32_t serial, unsigned keep);

#endif
