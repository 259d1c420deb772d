/*
 * alias_following.h - asks for what an alias leads to, where the reply does
 * not say it itself.
 *
 * The target is a question of its own, so that its record has its own servers
 * and its own proof.
 */
#ifndef ALIAS_FOLLOWING_H
#define ALIAS_FOLLOWING_H

struct dns_message;
struct request;
struct requests;

/*
 * Where the final reply `m` to `r` leaves with an alias, asks for the target,
 * unless it was told already or too many links led here.
 */
void alias_follow(
    struct requests *all, const struct request *r, const struct dns_message *m);

#endif
