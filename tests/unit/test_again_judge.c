/* What a run has to ask again, from records that were signed in memory. */
#include "scanner/command/again_judge.h"

#include "dns/message.h"
#include "dns/type.h"
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
	struct text listed; /* "NAME TYPE;" of each question, as they came */
};

static void
write_anchor(const struct world *w)
{
	ldns_rr *ds = ldns_key_rr2ds(w->root.dnskey, LDNS_SHA256);
	char *line = ldns_rr2str(ds);
	write_bytes("anchor", line, strlen(line));
	free(line);
	ldns_rr_free(ds);
}

static void
begin(struct trial *t)
{
	struct text why;
	text_init(&why);
	text_init(&t->listed);
	strcpy(t->dir, "/tmp/test_again_judge.XXXXXX");
	world_init(&t->world);
	write_anchor(&t->world);
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

/* All questions of the list are these, in this order. */
static bool
lists(struct trial *t, const char *want)
{
	struct array questions = {0};
	if (part_finish(t->world.part) < 0 ||
	    t->judge.source.list(t->judge.source.ctx, &questions) < 0)
		abort();
	const struct dns_question *q = questions.at;
	text_clear(&t->listed);
	text_add(&t->listed, "");
	for (size_t i = 0; i < questions.count; i++) {
		dns_name_add_text(&t->listed, &q[i].name);
		text_add(&t->listed, " ");
		dns_type_add_text(&t->listed, q[i].type);
		text_add(&t->listed, q[i].class == DNS_CLASS_IN ? ";" : "?");
	}
	array_fini(&questions);
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
	ok(lists(&t, ""), "neither what failed nor what a stop left out");
	end(&t);
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
	test_anchors();
	unlink(path_of("anchor"));
	rmdir(test_folder);
	return tap_end();
}
