/*
 * power_loss.h - what a power loss leaves of a run's files: nothing that was
 * written after the last sync of a file, and no name that was given since the
 * last sync of its directory.
 */
#ifndef SIMNET_POWER_LOSS_H
#define SIMNET_POWER_LOSS_H

#include "base/file.h"

/* Each call that changes files, in the process that makes them. */
void power_loss_note(const struct file_event *e);

/* Undoes what is not on the disk.  What was there before the first call is. */
void power_loss_happen(void);

#endif
