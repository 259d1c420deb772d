/* What a run has to ask again, from records that were signed in memory. */
#include "scanner/command/again_judge.h"

#include "dns/message.h"
#include "dns/type.h"
#include "nsec3_lines.h"
#include "signed_world.h"
#include "tap.h"
#include "test_folder.h"

#define NAME "example.com"
static lines_t good_mx = {"example.com. 300 IN MX 10 mx.example.com.", NULL};
static lines_t other_mx = {"www.example.com. 300 IN MX 5 a.example.com.", NULL};

/* A run in a folder of its own, and the judge of it. */
struct trial {
	char dir[40];
	struct world world;
	struct again_judge judge;
	struct array questions; /* struct dns_question, of all rounds */
	struct text listed; /* "NAME TYPE;" of each of the last, as they came */
};

static void
begin(struct trial *t)
{
	struct text why;
	text_init(&why);
	text_init(&t->listed);
	t->questions = (struct array){0};
	strcpy(t->dir, "/tmp/test_again_judge.XXXXXX");
	world_init(&t->world);
	world_write_anchor(&t->world, path_of("anchor"));
	if (again_judge_init(&t->judge, path_of("anchor"), &why) < 0 ||
	    mkdtemp(t->dir) == NULL || chdir(t->dir) < 0 ||
	    part_writer_open(&(struct part_config){.dir = ".", .kind = "dns"},
		&t->world.part) < 0)
		abort();
	text_fini(&why);
}

static void
end(struct trial *t)
{
	char command[80];
	snprintf(command, sizeof(command), "rm -r %s", t->dir);
	part_writer_close(t->world.part);
	world_fini(&t->world);
	again_judge_fini(&t->judge);
	array_fini(&t->questions);
	text_fini(&t->listed);
	if (chdir("/") < 0 || system(command) != 0)
		abort();
}

static void
mx(struct trial *t, bool damage)
{
	t->world.damage = damage;
	world_reply(&t->world, NAME, "MX", "NOERROR", NAME, good_mx,
	    &t->world.example, NULL, NULL);
	t->world.damage = false;
}

/* All questions of one more round are these, in this order. */
static bool
lists(struct trial *t, const char *want)
{
	size_t first = t->questions.count;
	if (part_finish(t->world.part) < 0 ||
	    t->judge.source.list(t->judge.source.ctx, &t->questions) < 0)
		abort();
	const struct dns_question *q = t->questions.at;
	text_clear(&t->listed);
	text_add(&t->listed, "");
	for (size_t i = first; i < t->questions.count; i++) {
		dns_name_add_text(&t->listed, &q[i].name);
		text_add(&t->listed, " ");
		dns_type_add_text(&t->listed, q[i].type);
		text_add(&t->listed, q[i].class == DNS_CLASS_IN ? ";" : "?");
	}
	if (strcmp(t->listed.bytes, want) == 0)
		return true;
	printf("# have %s, want %s\n", t->listed.bytes, want);
	return false;
}

static void
test_secure(void)
{
	struct trial t;
	begin(&t);
	world_chain(&t.world);
	mx(&t, false);
	ok(lists(&t, ""), "nothing, where all is proved");
	end(&t);
}

static void
test_bogus(void)
{
	struct trial t;
	begin(&t);
	world_chain(&t.world);
	mx(&t, true);
	ok(lists(&t, NAME " MX;" NAME " DS;" NAME " DNSKEY;"),
	    "what is bogus, and what its zone is judged by");
	ok(lists(&t, ""), "each once");
	world_reply(&t.world, "www." NAME, "MX", "NOERROR", NAME, other_mx,
	    NULL, NULL, NULL);
	ok(lists(&t, "www." NAME " MX;"), "later what is new");
	end(&t);
}

/* As the reply that can be proved counts, whatever else was said. */
static void
test_two_replies(void)
{
	struct trial t;
	begin(&t);
	world_chain(&t.world);
	mx(&t, true);
	mx(&t, false);
	ok(lists(&t, ""), "nothing, where one of two replies is proved");
	end(&t);
}

static void
test_lacking(void)
{
	struct trial t;
	begin(&t);
	world_keys(&t.world, ".", &t.world.root, &t.world.root);
	world_ds(
	    &t.world, "com", ".", &t.world.com, LDNS_SHA256, &t.world.root);
	world_ds(
	    &t.world, NAME, "com", &t.world.example, LDNS_SHA256, &t.world.com);
	ok(lists(&t, NAME " DS;com DS;com DNSKEY;"),
	    "the keys that nobody asked for");
	end(&t);
}

static void
test_root(void)
{
	struct trial t;
	begin(&t);
	world_keys(&t.world, ".", &t.world.com, &t.world.com);
	ok(lists(&t, ". DNSKEY;"), "of the root no DS");
	end(&t);
}

/* A lookup that failed was asked of all servers when it did. */
static void
test_failed(void)
{
	struct trial t;
	begin(&t);
	world_chain(&t.world);
	world_reply(
	    &t.world, NAME, "MX", "TIMEOUT", NAME, NULL, NULL, NULL, NULL);
	world_reply(&t.world, "www." NAME, "MX", "NOT_ASKED", NAME, NULL, NULL,
	    NULL, NULL);
	ok(lists(&t, ""), "neither what failed nor what was not asked");
	end(&t);
}

/* Of the zone where it broke, too, only what may be asked at all. */
static void
test_opted_out(void)
{
	struct trial t;
	begin(&t);
	world_keys(&t.world, ".", &t.world.root, &t.world.root);
	world_ds(
	    &t.world, "com", ".", &t.world.com, LDNS_SHA256, &t.world.root);
	world_ds(
	    &t.world, NAME, "com", &t.world.example, LDNS_SHA256, &t.world.com);
	world_reply(&t.world, "com", "DNSKEY", "NOT_ASKED", "com", NULL, NULL,
	    NULL, NULL);
	ok(lists(&t, NAME " DS;com DS;"), "the keys are of who has opted out");
	end(&t);
}

/* R20: what has too many iterations is insecure, whatever it proves. */
static void
test_iterations(void)
{
	static const struct {
		unsigned iterations;
		const char *name, *want;
	} rows[] = {
	    {150, "what 150 iterations do not prove",
		NAME " MX;" NAME " DS;" NAME " DNSKEY;"},
	    {151, "nothing, where there are 151", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct nsec3_line l = nsec3_in(
		    NAME ".", "b." NAME ".", AT, 0, rows[i].iterations, "A");
		struct trial t;
		begin(&t);
		world_chain(&t.world);
		world_reply(&t.world, NAME, "MX", "NOERROR", NAME, NULL, NULL,
		    (lines_t){l.text, NULL}, &t.world.example);
		ok(lists(&t, rows[i].want), rows[i].name);
		end(&t);
	}
}

static void
test_anchors(void)
{
	struct again_judge judge;
	struct text why;
	text_init(&why);
	ok(again_judge_init(&judge, path_of("none"), &why) < 0 && why.len > 0,
	    "no anchor, and a line that says so");
	again_judge_fini(&judge);
	text_fini(&why);
}

int
main(void)
{
	if (mkdtemp(test_folder) == NULL)
		abort();
	test_secure();
	test_bogus();
	test_two_replies();
	test_lacking();
	test_root();
	test_failed();
	test_opted_out();
	test_iterations();
	test_anchors();
	unlink(path_of("anchor"));
	rmdir(test_folder);
	return tap_end();
}
