/* not_asked.h - why a target with the status NOT_ASKED is not asked. */
#ifndef RECORD_NOT_ASKED_H
#define RECORD_NOT_ASKED_H

/* By which rule of the opt-out file; 0 elsewhere: it has not opted out. */
enum not_asked {
	NOT_ASKED_UNSAID, /* the record has no reason */
	NOT_ASKED_DOMAIN,
	NOT_ASKED_SUFFIX,
	NOT_ASKED_MX,
	NOT_ASKED_NS,
	NOT_ASKED_COUNT,
};

/* The words of the record, by enum not_asked; the first is NULL. */
extern const char *const not_asked_words[NOT_ASKED_COUNT];

#endif
