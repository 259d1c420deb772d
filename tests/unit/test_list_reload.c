#include "scanner/command/list_reload.h"

#include <signal.h>

#include "base/macros.h"
#include "scanner/engine/blocklist.h"
#include "scanner/engine/reload_signal.h"
#include "small_world.h"
#include "tap.h"

static void
write_over(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static enum not_asked
out_of(const struct blocklist *b, const char *host)
{
	struct dns_name name = name_of(host);
	return opt_out_of_host(blocklist_opt_out(b), &name);
}

static void
test_signal(void)
{
	signal(SIGHUP, SIG_IGN);
	reload_signal_watch();
	ok(!reload_signal_take(), "nobody asked");
	raise(SIGHUP);
	raise(SIGHUP);
	ok(reload_signal_take() && !reload_signal_take(),
	    "SIGHUP asks once, under nohup too, and ends nobody");
}

static void
test_lists(void)
{
	char path[] = "/tmp/opt-out-XXXXXX";
	struct blocklist *b;
	struct text why;
	text_init(&why);
	file_of(path, "domain a.example\n");
	if (blocklist_new(
		&(struct blocklist_rules){.opt_out_path = path}, &b, &why) < 0)
		abort();
	write_over(path, "domain b.example\n");
	list_reload_tick(b);
	ok(out_of(b, "a.example") == NOT_ASKED_DOMAIN,
	    "a list that changes is read when somebody asks");
	raise(SIGHUP);
	list_reload_tick(b);
	ok(out_of(b, "a.example") == NOT_ASKED_UNSAID &&
		out_of(b, "b.example") == NOT_ASKED_DOMAIN,
	    "by SIGHUP");
	write_over(path, "dom c.example\n");
	raise(SIGHUP);
	list_reload_tick(b);
	ok(out_of(b, "b.example") == NOT_ASKED_DOMAIN,
	    "with a fault in it the one of before holds");
	unlink(path);
	blocklist_free(b);
	text_fini(&why);
}

int
main(void)
{
	test_signal();
	test_lists();
	return tap_end();
}
