/*
 * visit_reply.h - takes a reply into the visit to a cut: what it is evidence
 * of, what it teaches, and whether it is the last word.
 *
 * A zone that owes signatures is visited with patience: from the first reply
 * on that has not all that a proof needs every server is asked, and over TCP
 * too.  Whoever asks then ends with the best of them.
 */
#ifndef VISIT_REPLY_H
#define VISIT_REPLY_H

#include <stdint.h>

struct different_replies;
struct dns_message;
struct dns_question;
struct question_env;
struct question_visit;

enum visit_reply {
	VISIT_REPLY_LAST,     /* the question may end with it */
	VISIT_REPLY_SPENT,    /* the server has had its say: others are left */
	VISIT_REPLY_REFERRAL, /* the cuts know a zone below now */
	VISIT_REPLY_NO_HEAP,
};

/*
 * `m` is a reply to `asked` by the present server, which no other way to ask
 * would better.  Where `all` is not NULL none is the last, and each answer that
 * is unlike the others is added to it.
 */
enum visit_reply visit_reply_take(struct question_visit *v,
    const struct question_env *env, const struct dns_question *asked,
    const struct dns_message *m, struct different_replies *all, int64_t now_ns);

#endif
