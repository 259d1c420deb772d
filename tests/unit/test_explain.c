/* What check tells of a run: by its options, as verify would judge it. */
#include "analysis/command/explain.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "base/exit_code.h"
#include "made_run.h"
#include "nsec3_lines.h"
#include "signed_world.h"
#include "tap.h"
#include "test_folder.h"

#define NAME "example.com"

/* A run in which the name has no MX, as an NSEC3 of so many iterations says. */
static void
write_run(unsigned iterations)
{
	struct nsec3_line l =
	    nsec3_in(NAME ".", NAME ".", AT, 0, iterations, "SOA NS");
	struct world w;
	world_init(&w);
	world_write_anchor(&w, path_of("anchor"));
	if (part_writer_open(
		&(struct part_config){.dir = test_folder, .kind = "dns"},
		&w.part) < 0)
		abort();
	world_chain(&w);
	world_reply(&w, NAME, "MX", "NOERROR", NAME, NULL, NULL,
	    (lines_t){l.text, NULL}, &w.example);
	if (part_finish(w.part) < 0)
		abort();
	part_writer_close(w.part);
	made_run_manifest(test_folder, MANIFEST_FINISHED, false);
	world_fini(&w);
}

/* What it prints, in a process of its own: it ends with its exit code. */
static int
explain(char *out, size_t size)
{
	const char *names[] = {NAME};
	char anchor[256];
	int status, ends[2];
	size_t len = 0;
	ssize_t n;
	snprintf(anchor, sizeof(anchor), "%s", path_of("anchor"));
	fflush(stdout);
	if (pipe(ends) < 0)
		abort();
	pid_t pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		_exit(explain_run(&(struct explain_config){.run = test_folder,
		    .trust_anchor = anchor,
		    .names = names,
		    .count = 1,
		    .json = true}));
	}
	close(ends[1]);
	while ((n = read(ends[0], out + len, size - 1 - len)) > 0)
		len += (size_t)n;
	out[len] = 0;
	close(ends[0]);
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status)
		   ? WEXITSTATUS(status)
		   : -1;
}

/* R20. */
static void
test_iterations(unsigned iterations, const char *want, const char *name)
{
	char out[4096], command[80];
	strcpy(test_folder + strlen(test_folder) - 6, "XXXXXX");
	if (mkdtemp(test_folder) == NULL)
		abort();
	write_run(iterations);
	ok(explain(out, sizeof(out)) == EXIT_CODE_NO, name);
	ok(strstr(out, want) != NULL, want);
	if (strstr(out, want) == NULL)
		printf("# %s\n", out);
	snprintf(command, sizeof(command), "rm -r %s", test_folder);
	if (system(command) != 0)
		abort();
}

int
main(void)
{
	test_iterations(150, "\"secure\"", "an NSEC3 of 150 iterations");
	test_iterations(151, "nsec3_iterations", "... of 151");
	return tap_end();
}
