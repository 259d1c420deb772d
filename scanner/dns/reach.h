/*
 * reach.h - what an answer leads to that was asked for how a domain's mail is
 * reached: the addresses of the name in a PTR record, which should lead back,
 * and the IPv6 addresses of name servers.
 */
#ifndef REACH_H
#define REACH_H

#include "base/array.h"
#include "base/macros.h"
#include "dns/message.h"

enum {
	REACH_PTR_MAX = 4, /* names of one address that are looked at */
	REACH_NS_MAX = 8,  /* name servers of one zone */
};

/*
 * Appends the questions, struct dns_question, that follow from this answer: no
 * more than 8, and none of another type than PTR and NS.  0 or -ENOMEM.
 */
MUST_USE int reach_follow(const struct dns_message *m, struct array *questions);

#endif
