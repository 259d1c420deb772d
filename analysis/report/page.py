"""page.py: one HTML file: no script, no request; light and dark, on paper, and by keyboard."""

import datetime

import safe_text
import sections

STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b2026;--ink-2:#4d5562;--line:#dfe3e8;--soft:#f5f6f8;--link:#1a5fb4;
--c1:#1a5fb4;--c2:#c64600;--c3:#26794b;--c4:#813d9c;--c5:#8f6a00;--c6:#5e6672}
@media (prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e6e9ed;--ink-2:#a9b2bd;--line:#343a42;--soft:#1c2026;--link:#8cbcff;
--c1:#7cb3ff;--c2:#ff9d5c;--c3:#6fd19b;--c4:#d4a5ea;--c5:#e5c04b;--c6:#aab3bf}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",
"Liberation Sans","DejaVu Sans",sans-serif}
body>*{max-width:66rem;margin-inline:auto;padding-inline:1.25rem}
header{padding-top:3.5rem}
.over{margin:0;color:var(--ink-2);letter-spacing:.02em}
h1{margin:.2rem 0 1.2rem;font-size:clamp(1.7rem,4vw,2.5rem);line-height:1.15;letter-spacing:-.015em;text-wrap:balance}
h2{margin:0 0 .4rem;font-size:1.45rem;line-height:1.25;letter-spacing:-.01em}
h3{margin:2.2rem 0 .3rem;font-size:1.02rem;line-height:1.35}
p{max-width:44rem;margin:.5rem 0;text-wrap:pretty}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:3px;border-radius:2px}
.lead{font-size:1.15rem;line-height:1.55}
.note{color:var(--ink-2);font-size:.88rem;line-height:1.5}
ul.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:0 1.5rem;margin:1.8rem 0;padding:.4rem 0;
list-style:none;border-block:1px solid var(--line)}
ul.figures li{padding:.6rem 0;color:var(--ink-2);font-size:.9rem;line-height:1.4}
ul.figures strong{display:block;color:var(--ink);font-size:2.1rem;font-weight:400;line-height:1.2;letter-spacing:-.02em;
font-variant-numeric:tabular-nums}
nav ol{columns:2 18rem;margin:.6rem 0 0;padding-left:1.6rem}
nav li{break-inside:avoid;padding:.1rem 0}
section{margin-top:3rem}
section::before{content:"";display:block;border-top:1px solid var(--line);margin-bottom:1.6rem}
.scroll{overflow-x:auto;margin:.7rem 0}
section>.scroll{margin-top:2rem}h2+.scroll,h2+p+.scroll{margin-top:1.2rem}
table{border-collapse:collapse;font-size:.86rem;line-height:1.4;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding-bottom:.5rem;max-width:calc(100vw - 2.5rem)}
th,td{padding:.34rem .8rem .34rem 0;text-align:right;vertical-align:baseline;white-space:nowrap}
thead th{vertical-align:bottom;white-space:normal;font-weight:500;color:var(--ink-2);min-width:3.4rem;max-width:9rem;
border-bottom:1px solid var(--ink-2);line-height:1.3;hyphens:auto}
tbody th{font-weight:500}
th.t,td.t{text-align:left}
td.t.long,th.t.long{white-space:normal;min-width:15rem;max-width:24rem;overflow-wrap:anywhere}
tbody tr{border-bottom:1px solid var(--line)}
tbody tr:hover{background:var(--soft)}
figure{margin:1.2rem 0 .4rem}
figure .scroll{margin:0}
figure svg{display:block;width:100%;min-width:34rem;height:auto}
figure svg text{font-family:"Liberation Sans",Arial,Helvetica,sans-serif}
figcaption{font-weight:600;margin-bottom:.8rem}
figcaption span{display:block;font-weight:400;font-size:.88rem;color:var(--ink-2)}
details{margin:.2rem 0 1rem}
summary{cursor:pointer;color:var(--link);width:fit-content;font-size:.92rem}
footer{margin-top:4rem;padding-block:1.5rem 3rem;color:var(--ink-2);font-size:.88rem}
footer::before{content:"";display:block;border-top:1px solid var(--line);margin-bottom:1rem}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--ink-2:#444;--line:#bbb;--soft:#fff;--link:#000;--c1:#1a5fb4;--c2:#c64600;
--c3:#26794b;--c4:#813d9c;--c5:#8f6a00;--c6:#5e6672}
body{font-size:9.5pt}body>*{max-width:none;padding-inline:0}nav,summary{display:none}
details::details-content{content-visibility:visible;block-size:auto}
.scroll{overflow:visible}table{font-size:6.8pt;width:100%}th,td{white-space:normal;padding:.15rem .4rem .15rem 0}thead th{min-width:0}
thead{display:table-header-group}tr,figure{break-inside:avoid}h2,h3,figcaption,caption{break-after:avoid}
section{margin-top:1.5rem}figure svg{min-width:0}}
"""
CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
EPOCH = datetime.datetime(1970, 1, 1)
LONG = 28  # letters of a cell that may be broken


def date(hour):
    at = EPOCH + datetime.timedelta(hours=hour)
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def number(value):
    return f"{value:,}"


def told(table, column, value):
    """A value in the words of a person."""
    if value is None:
        return "–"
    if column in sections.HOURS:
        return (EPOCH + datetime.timedelta(hours=value)).strftime("%Y-%m-%d")
    if column in sections.DAYS:
        return (EPOCH + datetime.timedelta(days=value)).strftime("%Y-%m-%d")
    if column in sections.MOMENTS:
        return (EPOCH + datetime.timedelta(hours=value)).strftime("%Y-%m-%d %H:00")
    if column in sections.TOLD.get(table, ()):
        value = sections.WORDS[column].get(value, value)
    return number(value) if isinstance(value, int) else value or "(none)"


def is_number(column, values):
    """Right-aligned columns: counts and percentages, and no name that looks like one."""
    return column.endswith("_percent") or column not in sections.HOURS + sections.DAYS + sections.MOMENTS and \
        all(value is None or isinstance(value, int) for value in values)


def element(name, text, kind="", scope=""):
    """A cell; its text is markup already."""
    scope = f' scope="{scope}"' if scope else ""
    kind = f' class="{kind}"' if kind else ""
    return f"<{name}{scope}{kind}>{text}</{name}>"


def caption(table):
    return f'<caption>{safe_text.markup(table.title)}</caption>'


def turned_html(table, rows):
    """A column for each of a few rows."""
    first, *others = table.columns
    heads = [element("th", safe_text.markup(told(table.name, first, row[first])), "", "col") for row in rows]
    out = ["<table>", caption(table), "<thead><tr><td></td>", *heads, "</tr></thead><tbody>"]
    for column in others:
        cells = [element("td", safe_text.markup(told(table.name, column, row[column]))) for row in rows]
        out += ["<tr>", element("th", safe_text.markup(table.heading(column)), "t", "row"), *cells, "</tr>"]
    return "".join(out) + "</tbody></table>"


def table_html(table, rows, cut, captioned):
    """The first column names the row; `cut`: what is said of rows that are not shown."""
    if table.turned:
        return turned_html(table, rows)
    columns = list(table.columns or rows[0])
    left = {c for c in columns if not is_number(c, [row[c] for row in rows]) or c in sections.TOLD.get(table.name, ())}
    out = ["<table>"]
    if captioned:
        out.append(caption(table))
    heads = [(table.heading(c), "t" if c in left else "") for c in columns]
    out.append("<thead><tr>" + "".join(element("th", safe_text.markup(head), kind, "col") if head else element("td", "")
                                       for head, kind in heads) + "</tr></thead><tbody>")
    for row in rows:
        cells = []
        for i, column in enumerate(columns):
            text = safe_text.markup(told(table.name, column, row[column]))
            kind = ("t long" if len(text) > LONG else "t") if column in left else ""
            cells.append(element("td", text, kind) if i else element("th", text, kind, "row"))
        out.append("<tr>" + "".join(cells) + "</tr>")
    out.append("</tbody></table>")
    if cut:
        out.append(f'<p class="note">{safe_text.markup(cut)} All are in {table.name}.csv, which --csv writes.</p>')
    return "".join(out)


def scroll(label, html):
    """What is wider than the page can be moved by keyboard."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{safe_text.markup(label)}">{html}</div>'


def table_part(table, found):
    note = f'<p class="note">{safe_text.markup(found.note)}</p>'
    rows = table.shown(found.rows)
    if not rows:
        return f"<h3>{safe_text.markup(table.title)}</h3><p>None.</p>{note}"
    html = table_html(table, rows, table.cut(found.rows), not found.svg)
    if not found.svg:
        return scroll(table.title, html) + note
    figure = (f"<figure><figcaption>{safe_text.markup(table.title)} <span>{safe_text.markup(table.alt)}</span></figcaption>"
              f"{scroll('Chart: ' + table.title, found.svg)}</figure>")
    summary = f"<summary>The numbers{' of the last week' if table.last else ''}</summary>"
    return (f"{figure}<details{' open' if table.open else ''}>{summary}"
            f"{scroll('Table: ' + table.title, html)}{note}</details>")


def more_or_less(now, before):
    if now == before:
        return "as many as"
    return f"{number(abs(now - before))} {'more' if now > before else 'fewer'} than"


def headline(results):
    """The lead: how many, how many more, and why."""
    rows = {row["moment"]: row for row in results["headline"].rows}
    now = rows["now"]
    if now["domains"] == 0:
        known = number(now["hosts"] - now["hosts_unknown"])
        return (f"On {date(now['hour'])}, {number(now['hosts'])} mail hosts had TLSA records; of {known} that are known "
                f"{number(now['hosts_incorrect'])} ({now['hosts_incorrect_percent'] or '–'} %) were incorrect. No run of "
                "this store has swept domains.")
    said = [f"On {date(now['hour'])}, {number(now['with_tlsa'])} of {number(now['with_mx'])} domains with MX records "
            f"({now['with_tlsa_percent'] or '–'} %) had a mail host with TLSA records"]
    before = [f"{more_or_less(now['with_tlsa'], rows[moment]['with_tlsa'])} {words}"
              for moment, words in (("month", "a month before"), ("year", "a year before")) if moment in rows]
    said[0] += (": " + ", and ".join(before) if before else "; no run tells how many it was a month before") + "."
    for what in ("gained", "lost"):
        causes = [row for row in results["changes"].rows if row["what"] == what]
        if causes:
            total = sum(row["domains"] for row in causes)
            said.append(f"{number(total)} {'were' if total != 1 else 'was'} {what} within a month, "
                        f"{number(causes[0]['domains'])} of them ({causes[0]['domains_percent']} %) because {causes[0]['cause']}.")
    movers = results["changes_operators"].rows[:1]
    if movers:
        said.append(f"Most changed at {movers[0]['operator']}: {number(movers[0]['gained'])} gained, "
                    f"{number(movers[0]['lost'])} lost.")
    return " ".join(said)


def figures(results):
    now = {row["moment"]: row for row in results["headline"].rows}["now"]
    shown = (
        (number(now["with_tlsa"]), "domains with TLSA"),
        (f"{now['protected_percent'] or '–'} %", f"of them protected ({number(now['protected'])})"),
        (f"{now['incorrect_percent'] or '–'} %",
         f"incorrect, of {number(now['with_tlsa'] - now['unknown'])} known ({number(now['incorrect'])})"),
        (f"{now['hosts_incorrect_percent'] or '–'} %",
         f"of {number(now['hosts'] - now['hosts_unknown'])} known mail hosts incorrect ({number(now['hosts_incorrect'])})"))
    return '<ul class="figures">' + "".join(f"<li><strong>{safe_text.markup(value)}</strong> {safe_text.markup(words)}</li>"
                                            for value, words in shown) + "</ul>"


def method(about):
    where = f" at {about['vantage']}" if about["vantage"] else ""
    runs = "; ".join(f"{number(count)} {kind} runs, {number(partial)} of them incomplete"
                     for kind, count, partial in about["runs"])
    lines = (f"Runs{where} from {date(about['first'])} to {date(about['hour'])}: {runs}.", *sections.METHOD)
    if about["paper"]:
        lines += ("What is correct, who manages, and rollovers are as the code of the study has them, not as the RFCs.",)
    if about["elsewhere"]:
        lines += ("Who is popular was counted in another run, not in these.",)
    if about["anonymous"]:
        lines += ("Operators, hosts and domains have pseudonyms here: their kind and a keyed digest of the name, the same in "
                  "each report of this store.",)
    return "".join(f"<p>{safe_text.markup(line)}</p>" for line in lines)


def section_part(number_of, section, results, about):
    tables = [table for table in section.tables if table.name in results]
    parts = [f'<section aria-labelledby="s{number_of}"><h2 id="s{number_of}">{number_of}. {safe_text.markup(section.title)}</h2>']
    if section.lead:
        parts.append(f"<p>{safe_text.markup(section.lead)}</p>")
    if number_of == len(sections.SECTIONS):
        parts.append(method(about))
    parts += [table_part(table, results[table.name]) for table in tables]
    return "".join(parts) + "</section>"


def html(results, about):
    """The whole page, of {table: Result} and what is known of the runs."""
    title = f"DANE for SMTP on {date(about['hour'])}"
    contents = "".join(f'<li><a href="#s{i}">{safe_text.markup(section.title)}</a></li>'
                       for i, section in enumerate(sections.SECTIONS, 1))
    body = "".join(section_part(i, section, results, about) for i, section in enumerate(sections.SECTIONS, 1))
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{safe_text.markup(title)}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
            f'<meta http-equiv="Content-Security-Policy" content="{safe_text.markup(CSP)}"><link rel="icon" href="data:,">'
            f'<style>{STYLE}</style></head>\n<body><header><p class="over">DANE for SMTP</p>'
            f"<h1>State of {safe_text.markup(date(about['hour']))}</h1>"
            f'<p class="lead">{safe_text.markup(headline(results))}</p>{figures(results)}</header>\n'
            f'<nav aria-label="Contents"><ol>{contents}</ol></nav>\n<main>{body}</main>\n'
            "<footer><p>Made by danesweep report from a store of its runs. Percentages are rounded half up to one digit.</p>"
            "</footer>"
            "</body></html>\n")


def text(results, about):
    """For a terminal: the headline, and the tables of the sections that are brief."""
    out = [f"DANE for SMTP on {date(about['hour'])}", "", headline(results)]
    for section in sections.SECTIONS:
        for table in section.tables if section.brief else ():
            rows = table.shown(results[table.name].rows)
            out += ["", table.title]
            out += aligned(table, rows) if rows else ["none"]
            out += filter(None, [table.cut(results[table.name].rows)])
    return [safe_text.line(line) for line in out]


def aligned(table, rows):
    columns = list(table.columns or rows[0])
    cells = [[table.heading(c) for c in columns]]
    cells += [[safe_text.line(told(table.name, c, row[c])) for c in columns] for row in rows]
    right = [is_number(c, [row[c] for row in rows]) for c in columns]
    if table.turned:
        cells = list(map(list, zip(*cells)))
        right = [False] + [True] * len(rows)
    wide = [max(map(len, column)) for column in zip(*cells)]
    return ["  ".join(cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(line, wide, right)).rstrip() for line in cells]


