/* nsec3_lines.h - NSEC3 records for tests, by the names that they hash. */
#ifndef NSEC3_LINES_H
#define NSEC3_LINES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ldns/ldns.h>

/* "OWNER-HASH.ZONE NSEC3 ... NEXT TYPES", of names or raw hashes. */
struct nsec3_line {
	char text[512];
};

enum { AT = 0, BEFORE = -1, AFTER = 1 };

/* The hash of a name, moved by one, in base 32 hex; to be freed. */
static inline char *
hash_text(const char *name, unsigned iterations, int move)
{
	ldns_rdf *dname = ldns_dname_new_frm_str(name);
	uint8_t salt[] = {0xab};
	ldns_rdf *hash = ldns_nsec3_hash_name(
	    dname, 1, (uint16_t)iterations, sizeof(salt), salt);
	char *text = ldns_rdf2str(hash);
	size_t last = strlen(text) - 1;
	if (text[last] == '.')
		text[last--] = 0;
	/* The last digit is enough: no hash of a test ends in 0 or v. */
	if (move > 0)
		text[last] = text[last] == '9' ? 'a' : (char)(text[last] + 1);
	if (move < 0)
		text[last] = text[last] == 'a' ? '9' : (char)(text[last] - 1);
	ldns_rdf_deep_free(hash);
	ldns_rdf_deep_free(dname);
	return text;
}

/* AT: matches the name; else covers it, and nothing more. */
static inline struct nsec3_line
nsec3_in(const char *zone, const char *name, int at, int flags,
    unsigned iterations, const char *types)
{
	struct nsec3_line l;
	char *owner = hash_text(name, iterations, at == AT ? AT : BEFORE);
	char *next = hash_text(name, iterations, AFTER);
	snprintf(l.text, sizeof(l.text), "%s.%s 300 IN NSEC3 1 %d %u ab %s %s",
	    owner, zone, flags, iterations, next, types);
	free(owner);
	free(next);
	return l;
}

#endif
