/*
 * inherited_files.h - descriptors that whoever started us left open.
 *
 * A scan runs for hours and is in nobody's debt: a pipe that it holds keeps its
 * reader waiting, a socket or a file of the caller's is a way out for whoever
 * takes the scan over.
 */
#ifndef INHERITED_FILES_H
#define INHERITED_FILES_H

/*
 * Closes those behind standard error that are open now, but not before `close`
 * is called: /dev/fd/63 may be the name of a file to read.
 */
void inherited_files_note(void);

/* Closes what was noted.  What was opened since stays. */
void inherited_files_close(void);

#endif
