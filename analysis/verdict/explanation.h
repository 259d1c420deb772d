/* story_text.h - the story of one host, and of one domain, as text. */
#ifndef STORY_TEXT_H
#define STORY_TEXT_H

#include "judge.h"

/* `v` has judged it, and still knows its zones. */
void story_text_add_host(
    struct text *t, struct validator *v, const struct host_report *r);
void story_text_add_domain(
    struct text *t, struct validator *v, const struct domain_report *r);

#endif
