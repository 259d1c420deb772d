#include "wrapped_text.h"

#include <ctype.h>

enum { HANGING_COLUMNS = 4, UNIT_COLUMNS = 6 };

/* A line that is being written. */
struct wrapped_line {
	struct text *out;
	size_t columns; /* that there are */
	size_t indent;  /* of what follows a break */
	size_t at;      /* columns that are taken */
	bool empty;     /* nothing but indent stands in it */
};

/* Bytes from `word` on that are one column, or none: a colour. */
static size_t
unit_len(const char *word, size_t len, bool *visible)
{
	size_t n = 1;
	*visible = word[0] != '\033';
	while (n < len && !*visible && word[n - 1] != 'm')
		n++;
	return n;
}

static size_t
width_of(const char *word, size_t len)
{
	size_t width = 0;
	bool visible;
	for (size_t i = 0; i < len;) {
		i += unit_len(word + i, len - i, &visible);
		width += visible;
	}
	return width;
}

static void
add_blanks(struct wrapped_line *l, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_add_char(l->out, ' ');
	l->at += count;
}

static void
break_line(struct wrapped_line *l)
{
	text_add_char(l->out, '\n');
	l->at = 0;
	l->empty = true;
	add_blanks(l, l->indent);
}

static void
add_word(struct wrapped_line *l, const char *word, size_t len, size_t blanks)
{
	size_t width = width_of(word, len);
	bool visible;
	if (!l->empty && l->at + blanks + width > l->columns)
		break_line(l);
	else if (!l->empty)
		add_blanks(l, blanks);
	for (size_t i = 0; i < len;) {
		size_t n = unit_len(word + i, len - i, &visible);
		if (visible && l->at >= l->columns)
			break_line(l);
		text_add_bytes(l->out, word + i, n);
		l->at += visible;
		i += n;
	}
	l->empty = false;
}

/* Where the word ends that begins at `i`. */
static size_t
word_end(const char *line, size_t len, size_t i)
{
	while (i < len && line[i] != ' ')
		i++;
	return i;
}

/* The same, but that a number stays with the unit behind it: "27 days". */
static size_t
piece_end(const char *line, size_t len, size_t i)
{
	size_t end = word_end(line, len, i);
	while (i < end && isdigit((unsigned char)line[i]))
		i++;
	if (i < end || end + 1 >= len || !isalpha((unsigned char)line[end + 1]))
		return end;
	size_t unit = word_end(line, len, end + 1);
	return unit - end <= UNIT_COLUMNS ? unit : end;
}

static void
add_line(struct wrapped_line *l, const char *line, size_t len)
{
	size_t i = 0;
	while (i < len && line[i] == ' ')
		i++;
	add_blanks(l, i);
	l->indent = i + HANGING_COLUMNS;
	if (l->indent >= l->columns * 3 / 4)
		l->indent = 0;
	while (i < len) {
		size_t begin = i, blanks;
		while (i < len && line[i] == ' ')
			i++;
		blanks = i - begin;
		begin = i;
		i = piece_end(line, len, begin);
		if (i > begin)
			add_word(l, line + begin, i - begin, blanks);
	}
}

void
text_add_wrapped(struct text *out, const char *text, size_t columns)
{
	while (*text != 0) {
		size_t len = strcspn(text, "\n");
		struct wrapped_line l = {
		    .out = out, .columns = columns, .empty = true};
		add_line(&l, text, len);
		text += len;
		if (*text == '\n') {
			text_add_char(out, '\n');
			text++;
		}
	}
}
