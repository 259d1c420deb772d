/*
 * story.h - the whole story of a few domains, for people: the chain zone by
 * zone, MX, TLSA, each session and its certificates, what matched, what a
 * sender would do, what changes next, and the fix.
 */
#ifndef STORY_H
#define STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct story_config {
	const char *run;          /* a run directory */
	const char *trust_anchor; /* a file */
	const char *const *names; /* domains of that run */
	size_t count;
	bool json; /* verdict records (doc/records.md), not text */
};

/*
 * Prints to standard output.  0: a sender would deliver authenticated to each
 * of the domains; 1: not so; 2: something cannot be read, and it was said.
 */
int story_tell(const struct story_config *config);

#endif
