/* SACK both ways: RFC 2018 for what came, RFC 6675 for what we send again. */
#include "net/tcp_conn.h"

#include "timeline.h"

#define OPENED "0 < SA 0 ack 1 win 65535 mss 1460 sackOK", "0 > A 1:0 ack 1"
#define SMALL  "0 < SA 0 ack 1 win 65535 mss 100 sackOK", "0 > A 1:0 ack 1"

enum { LINES_MAX = 32 };

static const struct {
	const char *name;
	const char *lines[LINES_MAX];
} rows[] = {
    {"RFC 2018 2: none to a peer that does not permit it",
	{"0 < SA 0 ack 1 win 65535 mss 1460", "0 > A 1:0 ack 1",
	    "10 < PA 11:10 ack 1", "10 > A 1:0 ack 1"}},
    {"RFC 2018 4: the block holds the segment that came",
	{OPENED, "10 < PA 11:10 ack 1", "10 > A 1:0 ack 1 sack 11:21",
	    "11 < PA 21:10 ack 1", "11 > A 1:0 ack 1 sack 11:31",
	    "12 < PA 1:10 ack 1", "12 > A 1:0 ack 31", "12 read 30"}},
    {"RFC 2018 4: the newest first, then those before it",
	{OPENED, "10 < PA 11:10 ack 1", "10 > A 1:0 ack 1 sack 11:21",
	    "11 < PA 31:10 ack 1", "11 > A 1:0 ack 1 sack 31:41 11:21",
	    "12 < PA 51:10 ack 1", "12 > A 1:0 ack 1 sack 51:61 31:41 11:21",
	    "13 < PA 71:10 ack 1",
	    "13 > A 1:0 ack 1 sack 71:81 51:61 31:41 11:21",
	    "14 < PA 91:10 ack 1",
	    "14 > A 1:0 ack 1 sack 91:101 71:81 51:61 31:41",
	    "15 < PA 1:10 ack 1",
	    "15 > A 1:0 ack 21 sack 91:101 71:81 51:61 31:41"}},
    {"RFC 2018 4: one that comes again is the newest",
	{OPENED, "10 < PA 11:10 ack 1", "10 > A 1:0 ack 1 sack 11:21",
	    "11 < PA 31:10 ack 1", "11 > A 1:0 ack 1 sack 31:41 11:21",
	    "12 < PA 11:10 ack 1", "12 > A 1:0 ack 1 sack 11:21 31:41"}},
    {"what overlaps is one block",
	{OPENED, "10 < PA 11:10 ack 1", "10 > A 1:0 ack 1 sack 11:21",
	    "11 < PA 31:10 ack 1", "11 > A 1:0 ack 1 sack 31:41 11:21",
	    "12 < PA 16:20 ack 1", "12 > A 1:0 ack 1 sack 11:41"}},
    {"data of ours tells of them too, and has less room (RFC 6691 2)",
	{SMALL, "10 < PA 11:10 ack 1", "10 > A 1:0 ack 1 sack 11:21",
	    "11 write 100", "11 > PA 1:88 ack 1 sack 11:21",
	    "11 > PA 89:12 ack 1 sack 11:21"}},
    {"a challenge tells of them too",
	{OPENED, "10 < PA 11:10 ack 1", "10 > A 1:0 ack 1 sack 11:21",
	    "20 < R 100:0 ack 0", "20 > A 1:0 ack 1 sack 11:21"}},
    {"RFC 6675 4: three blocks beyond it, and a segment is lost",
	{SMALL, "0 write 700", "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 > PA 201:100 ack 1", "0 > PA 301:100 ack 1",
	    "0 > PA 401:100 ack 1", "0 > PA 501:100 ack 1",
	    "0 > PA 601:100 ack 1", "50 < A 1:0 ack 1 sack 101:201",
	    "51 < A 1:0 ack 1 sack 301:401 101:201",
	    "52 < A 1:0 ack 1 sack 501:601 301:401 101:201",
	    "52 > PA 1:100 ack 1", "53 < A 1:0 ack 1 sack 601:701",
	    "53 > PA 201:100 ack 1", "100 < A 1:0 ack 201",
	    "100 > PA 401:100 ack 1", "150 < A 1:0 ack 701", "150 due"}},
    {"RFC 6675 4: more than two segments of bytes are enough",
	{SMALL, "0 write 400", "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 > PA 201:100 ack 1", "0 > PA 301:100 ack 1",
	    "50 < A 1:0 ack 1 sack 101:201", "51 < A 1:0 ack 1 sack 101:301",
	    "52 < A 1:0 ack 1 sack 101:401", "52 > PA 1:100 ack 1",
	    "100 < A 1:0 ack 401", "100 due"}},
    {"the same blocks again are no news",
	{SMALL, "0 write 400", "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 > PA 201:100 ack 1", "0 > PA 301:100 ack 1",
	    "50 < A 1:0 ack 1 sack 101:401", "50 > PA 1:100 ack 1",
	    "51 < A 1:0 ack 1 sack 101:401", "52 < A 1:0 ack 1 sack 201:401",
	    "100 < A 1:0 ack 401", "100 due"}},
    {"RFC 6675 6: what was sent again is waited for anew",
	{SMALL, "0 write 400", "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 > PA 201:100 ack 1", "0 > PA 301:100 ack 1",
	    "900 < A 1:0 ack 1 sack 101:401", "900 > PA 1:100 ack 1",
	    "1900 > PA 1:100 ack 1", "1950 < A 1:0 ack 401", "1950 due"}},
    {"RFC 6675 5.1: after a timeout only the holes are sent again",
	{SMALL, "0 write 300", "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 > PA 201:100 ack 1", "1000 > PA 1:100 ack 1",
	    "1050 < A 1:0 ack 101 sack 201:301", "1050 > PA 101:100 ack 1",
	    "1100 < A 1:0 ack 301", "1100 due"}},
    {"RFC 2018 8: after a timeout no old block is believed",
	{SMALL, "0 write 500", "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 > PA 201:100 ack 1", "0 > PA 301:100 ack 1",
	    "0 > PA 401:100 ack 1", "50 < A 1:0 ack 1 sack 201:301",
	    "1000 > PA 1:100 ack 1", "1050 < A 1:0 ack 1 sack 401:501",
	    "1050 > PA 101:100 ack 1", "1060 < A 1:0 ack 1 sack 301:501",
	    "1060 > PA 201:100 ack 1", "1100 < A 1:0 ack 501", "1100 due"}},
    {"blocks of what was never sent, or is acknowledged, say nothing",
	{SMALL, "0 write 400", "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 > PA 201:100 ack 1", "0 > PA 301:100 ack 1",
	    "50 < A 1:0 ack 1 sack 101:402 401:601 1:400 301:201",
	    "60 < A 1:0 ack 201 sack 1:401", "320 > PA 201:100 ack 1"}},
    {"blocks of a peer that did not permit it say nothing",
	{"0 < SA 0 ack 1 win 65535 mss 100", "0 > A 1:0 ack 1", "0 write 400",
	    "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 > PA 201:100 ack 1", "0 > PA 301:100 ack 1",
	    "50 < A 1:0 ack 1 sack 101:401", "1000 > PA 1:100 ack 1"}},
    {"data lost, and our FIN beyond it is there",
	{SMALL, "0 write 200", "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 close", "0 > FA 201:0 ack 1", "50 < A 1:0 ack 1 sack 101:202",
	    "1000 > PA 1:100 ack 1", "1050 < A 1:0 ack 202", "1050 due"}},
    {"data and our FIN lost, and what lies between is there",
	{SMALL, "0 write 200", "0 > PA 1:100 ack 1", "0 > PA 101:100 ack 1",
	    "0 close", "0 > FA 201:0 ack 1", "1000 > PA 1:100 ack 1",
	    "1050 < A 1:0 ack 201", "1050 > FA 201:0 ack 1",
	    "1100 < A 1:0 ack 202", "1100 due"}},
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		timeline_run(rows[i].name, rows[i].lines, 999);
		timeline_run(rows[i].name, rows[i].lines, 0xfffffffc);
	}
	return tap_end();
}
