/* Proofs of absence: NSEC and NSEC3, right and wrong. */
#include "nsec3_lines.h"
#include "signed_world.h"
#include "tap.h"

#define SOA "example.com. 300 IN SOA a.example.com. b.example.com. 1 2 3 4 5"

static struct nsec3_line
nsec3(
    const char *name, int at, int flags, unsigned iterations, const char *types)
{
	return nsec3_in("example.com.", name, at, flags, iterations, types);
}

static void
negative(struct world *w, const char *status, const char *const lines[],
    const struct signer *by)
{
	world_chain(w);
	world_reply(w, "a.example.com", "TLSA", status, "example.com", NULL,
	    NULL, lines, by);
}

static void
nodata(struct world *w)
{
	negative(w, "NOERROR",
	    (lines_t){SOA, "a.example.com. 300 IN NSEC b.example.com. A", NULL},
	    &w->example);
}

static void
nodata_type_is_there(struct world *w)
{
	negative(w, "NOERROR",
	    (lines_t){
		SOA, "a.example.com. 300 IN NSEC b.example.com. A TLSA", NULL},
	    &w->example);
}

static void
nodata_cname_is_there(struct world *w)
{
	negative(w, "NOERROR",
	    (lines_t){
		SOA, "a.example.com. 300 IN NSEC b.example.com. CNAME", NULL},
	    &w->example);
}

static void
nodata_from_parent(struct world *w)
{
	negative(w, "NOERROR",
	    (lines_t){
		SOA, "a.example.com. 300 IN NSEC b.example.com. NS", NULL},
	    &w->example);
}

static void
nodata_empty_non_terminal(struct world *w)
{
	negative(w, "NOERROR",
	    (lines_t){
		SOA, "example.com. 300 IN NSEC x.a.example.com. SOA NS", NULL},
	    &w->example);
}

static void
nodata_wildcard(struct world *w)
{
	negative(w, "NOERROR",
	    (lines_t){SOA, "*.example.com. 300 IN NSEC b.example.com. A", NULL},
	    &w->example);
}

static void
nothing_at_all(struct world *w)
{
	negative(w, "NOERROR", NULL, NULL);
}

static void
soa_alone(struct world *w)
{
	negative(w, "NOERROR", (lines_t){SOA, NULL}, &w->example);
}

static void
nsec_unsigned(struct world *w)
{
	negative(w, "NOERROR",
	    (lines_t){SOA, "a.example.com. 300 IN NSEC b.example.com. A", NULL},
	    NULL);
}

static void
nsec_damaged(struct world *w)
{
	world_chain(w);
	w->damage = true;
	world_reply(w, "a.example.com", "TLSA", "NOERROR", "example.com", NULL,
	    NULL,
	    (lines_t){SOA, "a.example.com. 300 IN NSEC b.example.com. A", NULL},
	    &w->example);
}

static void
nxdomain(struct world *w)
{
	negative(w, "NXDOMAIN",
	    (lines_t){
		SOA, "example.com. 300 IN NSEC b.example.com. SOA NS", NULL},
	    &w->example);
}

/* RFC 6672 5.3.4: what is below a DNAME is elsewhere, and not denied. */
static void
nxdomain_below_dname(struct world *w)
{
	negative(w, "NXDOMAIN",
	    (lines_t){SOA,
		"example.com. 300 IN NSEC b.example.com. SOA NS DNAME", NULL},
	    &w->example);
}

/* RFC 6840 4.1: the parent's side of a cut says nothing of what is below. */
static void
nxdomain_below_cut(struct world *w)
{
	negative(w, "NXDOMAIN",
	    (lines_t){SOA, "example.com. 300 IN NSEC b.example.com. NS", NULL},
	    &w->example);
}

static void
nxdomain_last(struct world *w)
{
	world_chain(w);
	world_reply(w, "a.example.com", "TLSA", "NXDOMAIN", "example.com", NULL,
	    NULL,
	    (lines_t){
		SOA, "example.com. 300 IN NSEC example.com. SOA NS", NULL},
	    &w->example);
}

static void
nxdomain_not_covered(struct world *w)
{
	negative(w, "NXDOMAIN",
	    (lines_t){SOA, "b.example.com. 300 IN NSEC c.example.com. A", NULL},
	    &w->example);
}

static void
nxdomain_wildcard_open(struct world *w)
{
	negative(w, "NXDOMAIN",
	    (lines_t){SOA, "0.example.com. 300 IN NSEC b.example.com. A", NULL},
	    &w->example);
}

static void
nxname(struct world *w)
{
	negative(w, "NOERROR",
	    (lines_t){SOA,
		"a.example.com. 300 IN NSEC \\000.a.example.com. RRSIG NSEC "
		"TYPE128",
		NULL},
	    &w->example);
}

static void
three(struct world *w, const char *status, int flags, unsigned iterations,
    int wildcard_at)
{
	struct nsec3_line apex =
	    nsec3("example.com.", AT, 0, iterations, "SOA NS");
	struct nsec3_line name =
	    nsec3("a.example.com.", BEFORE, flags, iterations, "A");
	struct nsec3_line wildcard =
	    nsec3("*.example.com.", wildcard_at, flags, iterations, "A");
	negative(w, status,
	    (lines_t){SOA, apex.text, name.text, wildcard.text, NULL},
	    &w->example);
}

/* The same by NSEC3: the closest encloser has these types. */
static void
three_below(struct world *w, const char *types)
{
	struct nsec3_line apex = nsec3("example.com.", AT, 0, 1, types);
	struct nsec3_line name = nsec3("a.example.com.", BEFORE, 0, 1, "A");
	struct nsec3_line wildcard = nsec3("*.example.com.", BEFORE, 0, 1, "A");
	negative(w, "NXDOMAIN",
	    (lines_t){SOA, apex.text, name.text, wildcard.text, NULL},
	    &w->example);
}

static void
three_below_dname(struct world *w)
{
	three_below(w, "SOA NS DNAME");
}

static void
three_below_cut(struct world *w)
{
	three_below(w, "NS");
}

static void
three_nxdomain(struct world *w)
{
	three(w, "NXDOMAIN", 0, 1, BEFORE);
}

static void
three_opt_out(struct world *w)
{
	three(w, "NXDOMAIN", 1, 1, BEFORE);
}

static void
three_wildcard_there(struct world *w)
{
	three(w, "NOERROR", 0, 1, AT);
}

static void
three_no_wildcard(struct world *w)
{
	struct nsec3_line apex = nsec3("example.com.", AT, 0, 1, "SOA NS");
	struct nsec3_line name = nsec3("a.example.com.", BEFORE, 0, 1, "A");
	negative(w, "NXDOMAIN", (lines_t){SOA, apex.text, name.text, NULL},
	    &w->example);
}

static void
three_iterations(struct world *w)
{
	three(w, "NXDOMAIN", 0, 151, BEFORE);
}

static void
three_iterations_most(struct world *w)
{
	three(w, "NXDOMAIN", 0, 150, BEFORE);
}

static void
three_nodata(struct world *w)
{
	struct nsec3_line name = nsec3("a.example.com.", AT, 0, 1, "A");
	negative(w, "NOERROR", (lines_t){SOA, name.text, NULL}, &w->example);
}

static void
three_nodata_wrong(struct world *w)
{
	struct nsec3_line name = nsec3("a.example.com.", AT, 0, 1, "A TLSA");
	negative(w, "NOERROR", (lines_t){SOA, name.text, NULL}, &w->example);
}

static void
three_unknown_hash(struct world *w)
{
	negative(w, "NOERROR",
	    (lines_t){SOA,
		"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example.com. 300 IN NSEC3 9 "
		"0 1 ab 0p9mhaveqvm6t7vbl5lop2u3t2rp3ton A",
		NULL},
	    &w->example);
}

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *want;
	enum lookup_kind kind;
} cases[] = {
    {"NODATA", nodata, "secure", LOOKUP_NODATA},
    {"NODATA of a type that is there", nodata_type_is_there,
	"bogus denial_wrong", LOOKUP_NODATA},
    {"NODATA beside a CNAME", nodata_cname_is_there, "bogus denial_wrong",
	LOOKUP_NODATA},
    {"NODATA by the parent's side of a cut", nodata_from_parent,
	"bogus denial_wrong", LOOKUP_NODATA},
    {"an empty non-terminal", nodata_empty_non_terminal, "secure",
	LOOKUP_NODATA},
    {"NODATA at a wildcard", nodata_wildcard, "secure", LOOKUP_NODATA},
    {"an empty reply", nothing_at_all, "bogus denial_missing", LOOKUP_NODATA},
    {"SOA and no NSEC", soa_alone, "bogus denial_missing", LOOKUP_NODATA},
    {"NSEC without signature", nsec_unsigned, "bogus rrsig_missing",
	LOOKUP_NODATA},
    {"NSEC with a bad signature", nsec_damaged, "bogus rrsig_wrong",
	LOOKUP_NODATA},
    {"NXDOMAIN, one NSEC covers name and wildcard", nxdomain, "secure",
	LOOKUP_NXDOMAIN},
    {"NXDOMAIN below a DNAME", nxdomain_below_dname, "bogus denial_wrong",
	LOOKUP_NXDOMAIN},
    {"NXDOMAIN by the parent's side of a cut", nxdomain_below_cut,
	"bogus denial_wrong", LOOKUP_NXDOMAIN},
    {"NSEC3 NXDOMAIN below a DNAME", three_below_dname, "bogus denial_wrong",
	LOOKUP_NXDOMAIN},
    {"NSEC3 NXDOMAIN by the parent's side of a cut", three_below_cut,
	"bogus denial_wrong", LOOKUP_NXDOMAIN},
    {"NXDOMAIN, the only NSEC of a zone", nxdomain_last, "secure",
	LOOKUP_NXDOMAIN},
    {"NXDOMAIN, NSEC of other names", nxdomain_not_covered,
	"bogus denial_wrong", LOOKUP_NXDOMAIN},
    {"NXDOMAIN, the wildcard is not denied", nxdomain_wildcard_open,
	"bogus denial_wrong", LOOKUP_NXDOMAIN},
    {"compact denial with NXNAME", nxname, "secure", LOOKUP_NXDOMAIN},
    {"NSEC3 NXDOMAIN", three_nxdomain, "secure", LOOKUP_NXDOMAIN},
    {"NSEC3 NXDOMAIN in an opt-out span", three_opt_out, "insecure unsigned",
	LOOKUP_NXDOMAIN},
    {"NSEC3 NODATA at a wildcard", three_wildcard_there, "secure",
	LOOKUP_NODATA},
    {"NSEC3 NXDOMAIN, no word of the wildcard", three_no_wildcard,
	"bogus denial_wrong", LOOKUP_NXDOMAIN},
    {"NSEC3 with 151 iterations", three_iterations, "insecure nsec3_iterations",
	LOOKUP_NXDOMAIN},
    {"NSEC3 with 150 iterations", three_iterations_most, "secure",
	LOOKUP_NXDOMAIN},
    {"NSEC3 NODATA", three_nodata, "secure", LOOKUP_NODATA},
    {"NSEC3 NODATA of a type that is there", three_nodata_wrong,
	"bogus denial_wrong", LOOKUP_NODATA},
    {"NSEC3 of hash 9", three_unknown_hash, "bogus denial_missing",
	LOOKUP_NODATA},
};

/* A wildcard's answer, with the proof that `lines` are. */
static void
wildcard_case(const char *const lines[], const char *want, const char *name)
{
	struct world w;
	world_init(&w);
	world_chain(&w);
	world_expanded(&w, "a.example.com", "TLSA",
	    "*.example.com. 300 IN TLSA 3 1 1 "
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	    lines, &w.example);
	const struct lookup *l = world_lookup(&w, "a.example.com", DNS_TLSA);
	ok(state_is(&l->state, want), name);
	world_fini(&w);
}

static void
wildcards(void)
{
	struct nsec3_line name = nsec3("a.example.com.", BEFORE, 0, 1, "A");
	struct nsec3_line other = nsec3("b.example.com.", BEFORE, 0, 1, "A");
	wildcard_case(
	    (lines_t){"*.example.com. 300 IN NSEC b.example.com. TLSA", NULL},
	    "secure", "a wildcard's answer with its proof");
	wildcard_case(
	    NULL, "bogus denial_missing", "a wildcard's answer without proof");
	wildcard_case(
	    (lines_t){"b.example.com. 300 IN NSEC c.example.com. A", NULL},
	    "bogus denial_wrong", "a wildcard's answer with a wrong proof");
	wildcard_case(
	    (lines_t){"0.example.com. 300 IN NSEC x.a.example.com. A", NULL},
	    "bogus denial_wrong",
	    "a wildcard's answer at an empty non-terminal");
	wildcard_case((lines_t){name.text, NULL}, "secure",
	    "a wildcard's answer with NSEC3");
	wildcard_case((lines_t){other.text, NULL}, "bogus denial_wrong",
	    "a wildcard's answer with a wrong NSEC3");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world w;
		world_init(&w);
		cases[i].plant(&w);
		const struct lookup *l =
		    world_lookup(&w, "a.example.com", DNS_TLSA);
		ok(state_is(&l->state, cases[i].want) &&
			l->kind == cases[i].kind,
		    cases[i].name);
		world_fini(&w);
	}
	wildcards();
	return tap_end();
}
