/*
 * candidates.h - of several records of one question the one that can be
 * proved: servers of a zone may disagree, and each was asked.
 */
#ifndef CANDIDATES_H
#define CANDIDATES_H

#include "analysis/evidence/evidence.h"
#include "input.h"

/*
 * Has each question that has several usable records judged by the first that
 * is secure or insecure.  Zones come before what lies below them.  After
 * sealing, before anybody else reads; `input` is about the same evidence.
 */
void candidates_choose(struct evidence *e, const struct dnssec_input *input);

#endif
