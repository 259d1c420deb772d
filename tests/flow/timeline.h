/*
 * timeline.h - runs a struct tcp_conn against a list of lines with a false
 * clock.  A line is a time in milliseconds and an event; numbers are relative
 * to the two initial ones, as tcpdump prints them.
 *
 *	0 < SA 0 ack 1 win 65535 mss 1460	a segment comes in
 *	0 < SA 0 ack 1 win 65535 mss 1460 wscale 7	this one scales
 *	0 < SA 0 ack 1 win 65535 mss 1460 sackOK	and this permits SACK
 *	0 < A 1:0 ack 1 win 500 sack 11:21 31:41	with blocks; so what goes out
 *	0 < A 1:100 ack 1 win 500		with 100 bytes from number 1
 *	0 > A 1:0 ack 101			and this one goes out
 *	5 write 20	the user sends 20 bytes; "close", "abort" end it
 *	5 answer 20	the user will do so when the next bytes arrive
 *	9 read 100	in all, 100 bytes were delivered
 *	0 timed 50	the SYN's answer took 50 ms
 *	9 state done	open, closing, done, reset or lost
 *	9 due		the timer is off
 *
 * What goes out must be foretold: a segment without its line is a failure.
 * Retransmissions happen at the very millisecond at which they are due.
 */
#ifndef TIMELINE_H
#define TIMELINE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/tcp_conn.h"
#include "tests/unit/tap.h"

enum { EMITTED_MAX = 64, TIMELINE_BYTES = 65535 };

struct emitted {
	struct tcp_segment segment;
	size_t len;
	int64_t at_ms;
	bool right; /* its bytes are the ones that belong there */
};

struct timeline {
	struct tcp_conn conn;
	uint32_t isn, peer_isn;
	uint16_t window; /* that each segment is to tell */
	int64_t now_ms;
	struct emitted out[EMITTED_MAX];
	unsigned first, count; /* of `out`, not yet foretold */
	uint32_t sent, got;    /* bytes by the user, and to the user */
	size_t answer;
	bool garbled; /* wrong bytes were delivered */
	char why[256];
};

/* The byte at this place of the stream, one each way. */
static inline uint8_t
ours_at(uint32_t at)
{
	return (uint8_t)(at * 7 + at / 251);
}

static inline uint8_t
theirs_at(uint32_t at)
{
	return (uint8_t)(at * 5 + 3 + at / 253);
}

static inline void
fill(uint8_t *out, uint32_t from, size_t len, uint8_t (*byte_at)(uint32_t))
{
	for (uint32_t i = 0; i < len; i++)
		out[i] = byte_at(from + i);
}

static inline void
timeline_emit(
    void *ctx, const struct tcp_segment *s, const uint8_t *payload, size_t len)
{
	struct timeline *t = ctx;
	struct emitted e = {
	    .segment = *s, .len = len, .at_ms = t->now_ms, .right = true};
	for (uint32_t i = 0; i < len; i++)
		e.right &= payload[i] == ours_at(s->seq - t->isn - 1 + i);
	if (t->count < EMITTED_MAX)
		t->out[t->count++] = e;
}

static inline void timeline_write(struct timeline *t, size_t len);

static inline void
timeline_deliver(void *ctx, const uint8_t *bytes, size_t len)
{
	struct timeline *t = ctx;
	for (size_t i = 0; i < len; i++)
		t->garbled |= bytes[i] != theirs_at(t->got++);
	size_t answer = t->answer;
	t->answer = 0;
	if (answer > 0)
		timeline_write(t, answer);
}

static inline struct tcp_io
timeline_io(struct timeline *t)
{
	return (struct tcp_io){
	    .ctx = t, .emit = timeline_emit, .deliver = timeline_deliver};
}

static inline void
timeline_write(struct timeline *t, size_t len)
{
	static uint8_t bytes[TIMELINE_BYTES];
	struct tcp_io io = timeline_io(t);
	fill(bytes, t->sent, len, ours_at);
	if (tcp_conn_send(&t->conn, bytes, len, t->now_ms * 1000, &io))
		t->sent += (uint32_t)len;
}

static inline uint8_t
flags_of(const char *letters)
{
	static const struct {
		char letter;
		uint8_t flag;
	} known[] = {{'F', TCP_FIN}, {'S', TCP_SYN}, {'R', TCP_RST},
	    {'P', TCP_PSH}, {'A', TCP_ACK}};
	uint8_t flags = 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strchr(letters, known[i].letter) != NULL)
			flags |= known[i].flag;
	return flags;
}

/* All retransmissions up to this time. */
static inline void
run_until(struct timeline *t, int64_t ms)
{
	struct tcp_io io = timeline_io(t);
	int64_t due_us;
	while ((due_us = tcp_conn_due_us(&t->conn)) <= ms * 1000) {
		t->now_ms = due_us / 1000;
		tcp_conn_tick(&t->conn, due_us, &io);
	}
	t->now_ms = ms;
}

/* The blocks that a line ends with, of a side that began at `isn`. */
static inline struct tcp_sacks
sacks_of(const char *line, uint32_t isn)
{
	struct tcp_sacks sacks = {.count = 0};
	const char *at = strstr(line, " sack ");
	unsigned left, right;
	int len;
	at = at != NULL ? at + strlen(" sack") : "";
	while (sacks.count < TCP_SACKS_MAX &&
	       sscanf(at, " %u:%u%n", &left, &right, &len) == 2) {
		sacks.at[sacks.count++] =
		    (struct tcp_sack){isn + left, isn + right};
		at += len;
	}
	return sacks;
}

static inline bool
same_sacks(const struct tcp_sacks *a, const struct tcp_sacks *b)
{
	return a->count == b->count &&
	       memcmp(a->at, b->at, a->count * sizeof(a->at[0])) == 0;
}

static inline void
comes_in(struct timeline *t, const char *line)
{
	static uint8_t bytes[TIMELINE_BYTES];
	char letters[8] = "";
	unsigned seq = 0, len = 0, ack = 0, win = 65535, mss = 0, shift = 0;
	bool scale = false;
	struct tcp_io io = timeline_io(t);
	if (sscanf(line, "%7s %u:%u ack %u win %u", letters, &seq, &len, &ack,
		&win) < 3)
		scale = sscanf(line, "%7s %u ack %u win %u mss %u wscale %u",
			    letters, &seq, &ack, &win, &mss, &shift) == 6;
	struct tcp_segment s = {
	    .seq = t->peer_isn + seq,
	    .ack = t->isn + ack,
	    .flags = flags_of(letters),
	    .window = (uint16_t)win,
	    .options = {.mss_bytes = (uint16_t)mss,
		.window_scale = scale,
		.window_shift = (uint8_t)shift,
		.sack_permitted = strstr(line, "sackOK") != NULL,
		.sacks = sacks_of(line, t->isn)},
	};
	if (t->conn.mss_bytes == 0) {
		t->window = scale ? 255 : 65535; /* we shift by 8 */
		tcp_conn_open(&t->conn, &s, t->isn, t->now_ms * 1000, &io);
		return;
	}
	fill(bytes, seq - 1, len, theirs_at);
	struct wire payload = wire_over(bytes, len);
	tcp_conn_receive(&t->conn, &s, &payload, t->now_ms * 1000, &io);
}

static inline void
goes_out(struct timeline *t, const char *line)
{
	char letters[8] = "";
	unsigned seq = 0, len = 0, ack = 0;
	sscanf(line, "%7s %u:%u ack %u", letters, &seq, &len, &ack);
	if (t->first == t->count) {
		snprintf(t->why, sizeof(t->why), "nothing was sent");
		return;
	}
	const struct emitted *e = &t->out[t->first++];
	const struct tcp_segment *s = &e->segment;
	struct tcp_sacks sacks = sacks_of(line, t->peer_isn);
	if (!same_sacks(&s->options.sacks, &sacks))
		snprintf(t->why, sizeof(t->why), "%u other blocks",
		    s->options.sacks.count);
	if (s->flags != flags_of(letters) || s->seq - t->isn != seq ||
	    s->ack - t->peer_isn != ack || e->len != len || !e->right ||
	    e->at_ms != t->now_ms || s->window != t->window)
		snprintf(t->why, sizeof(t->why),
		    "at %d: flags %d, %u:%u ack %u%s", (int)e->at_ms, s->flags,
		    (unsigned)(s->seq - t->isn), (unsigned)e->len,
		    (unsigned)(s->ack - t->peer_isn),
		    e->right ? "" : ", wrong bytes");
}

static inline const char *
state_name(enum tcp_state state)
{
	switch (state) {
	case TCP_OPEN:
		return "open";
	case TCP_CLOSING:
		return "closing";
	case TCP_DONE:
		return "done";
	case TCP_RESET:
		return "reset";
	case TCP_LOST:
		return "lost";
	}
	return "";
}

static inline void
expect(struct timeline *t, bool right, const char *what)
{
	if (!right)
		snprintf(t->why, sizeof(t->why), "%s; state %s, read %u", what,
		    state_name(t->conn.state), t->got);
}

static inline void
user_does(struct timeline *t, const char *line)
{
	struct tcp_io io = timeline_io(t);
	char word[16] = "", name[16] = "";
	unsigned n = 0;
	sscanf(line, "%15s %15s", word, name);
	sscanf(line, "%*s %u", &n);
	if (strcmp(word, "write") == 0)
		timeline_write(t, n);
	else if (strcmp(word, "answer") == 0)
		t->answer = n;
	else if (strcmp(word, "close") == 0)
		tcp_conn_close(&t->conn, t->now_ms * 1000, &io);
	else if (strcmp(word, "abort") == 0)
		tcp_conn_abort(&t->conn, &io);
	else if (strcmp(word, "read") == 0)
		expect(t, t->got == n && !t->garbled, "not those bytes");
	else if (strcmp(word, "state") == 0)
		expect(t, strcmp(state_name(t->conn.state), name) == 0,
		    "another state");
	else if (strcmp(word, "timed") == 0)
		tcp_conn_time_handshake(&t->conn, n * 1000);
	else if (strcmp(word, "due") == 0)
		expect(t, tcp_conn_due_us(&t->conn) == INT64_MAX, "a timer");
	else
		expect(t, false, "no such event");
}

static inline void
run_line(struct timeline *t, const char *line)
{
	int ms = 0, at = 0;
	char way = ' ';
	sscanf(line, "%d %n%c", &ms, &at, &way);
	bool out = way == '>';
	if (!out && t->first != t->count)
		snprintf(t->why, sizeof(t->why), "%u segments too many",
		    t->count - t->first);
	if (t->conn.mss_bytes != 0)
		run_until(t, ms);
	if (out)
		goes_out(t, line + at + 2);
	else if (t->first != t->count)
		snprintf(t->why, sizeof(t->why), "sent before this: %d at %d",
		    t->out[t->first].segment.flags,
		    (int)t->out[t->first].at_ms);
	else if (way == '<')
		comes_in(t, line + at + 2);
	else
		user_does(t, line + at);
}

/* Runs the lines, up to a NULL, from these initial numbers. */
static inline void
timeline_run(const char *name, const char *const *lines, uint32_t isn)
{
	struct timeline *t = calloc(1, sizeof(*t));
	t->isn = isn;
	t->peer_isn = isn ^ 0x7ffffff0u;
	const char *line = "";
	while (*lines != NULL && t->why[0] == '\0')
		run_line(t, line = *lines++);
	if (t->why[0] == '\0' && t->first != t->count)
		snprintf(t->why, sizeof(t->why), "more was sent at the end");
	if (t->why[0] != '\0')
		printf("# %s: %s\n", line, t->why);
	ok(t->why[0] == '\0', name);
	tcp_conn_fini(&t->conn);
	free(t);
}

#endif
