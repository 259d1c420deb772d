"""charts.py: figures as Vega-Lite specifications, and as SVG that follows the page's colours.

Each is drawn by a process of its own in UTC: the ids that it draws, and days, are
then the same each time.
"""

import concurrent.futures
import datetime
import json
import os
import re
import subprocess
import sys

import safe_text

# Of light paper; a page gives the variables their colours, also those of dark paper.
PAINT = {"#1a5fb4": "--c1", "#c64600": "--c2", "#26794b": "--c3", "#813d9c": "--c4", "#8f6a00": "--c5", "#5e6672": "--c6",
         "#4d5562": "--ink-2", "#dfe3e8": "--line"}
COLOURS = list(PAINT)[:6]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [1, 3]]
CATEGORIES = {"SO": "outsourced (SO)", "SSDO": "own, DNS outsourced (SSDO)", "SSDS": "own (SSDS)"}
WIDTH = 640
CONFIG = {
    "background": "transparent", "font": "sans-serif", "padding": {"left": 2, "right": 8, "top": 2, "bottom": 2},
    "view": {"stroke": None},
    "axis": {"labelColor": "#4d5562", "titleColor": "#4d5562", "gridColor": "#dfe3e8", "domainColor": "#dfe3e8",
             "tickColor": "#dfe3e8", "titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 12},
    "axisX": {"grid": False, "titlePadding": 8},
    "axisY": {"domain": False, "ticks": False, "labelPadding": 8, "tickCount": 5, "minExtent": 44},
    "legend": {"orient": "top", "direction": "horizontal", "title": None, "labelColor": "#4d5562", "labelFontSize": 12,
               "symbolType": "stroke", "symbolSize": 300, "symbolStrokeWidth": 2.5, "columnPadding": 18, "offset": 6,
               "labelLimit": 280},
    "header": {"labelColor": "#4d5562", "labelFontSize": 12, "title": None, "labelFontWeight": "bold"},
    "line": {"strokeWidth": 2.2, "strokeCap": "butt"}, "range": {"category": COLOURS},
}
DRAW = """import json, sys, vl_convert
spec = json.load(sys.stdin)
sys.stdout.buffer.write(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode())"""


def day(hour):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(hours=hour)).isoformat()


def number(text):
    return None if text is None else float(text)


def spec(values, **more):
    return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": WIDTH, "height": 240,
            "config": CONFIG, "data": {"values": values}, **more}


WEEKS = {"field": "x", "type": "temporal", "title": None, "axis": {"format": "%b %Y", "tickCount": 8, "labelOverlap": True}}


def lines(values, title, x=None, names=None):
    """Values of {x, y, series}, a line each; dashes tell them apart without colours."""
    series = list(dict.fromkeys(value["series"] for value in values))
    series = [name for name in names or series if name in series]
    scale = {"domain": series}
    return spec(values, mark={"type": "line", "interpolate": "linear"}, encoding={
        "x": x or WEEKS,
        "y": {"field": "y", "type": "quantitative", "title": title, "scale": {"zero": True, "nice": True}},
        "color": {"field": "series", "type": "nominal", "scale": {**scale, "range": COLOURS[:max(1, len(series))]}},
        "strokeDash": {"field": "series", "type": "nominal", "scale": {**scale, "range": DASHES[:max(1, len(series))]}}})


def bars(values, title, labels):
    """Values of {name, value}, a bar each, from top to bottom."""
    wide = min(260, int(7.4 * max((len(label) for label in labels), default=0)))
    bar = {"type": "bar", "color": COLOURS[0], "height": {"band": 0.7}}
    return spec(values, height={"step": 22}, width=WIDTH - 140, mark=bar, encoding={
        "y": {"field": "name", "type": "nominal", "sort": labels, "title": None,
              "axis": {"labelLimit": 240, "minExtent": wide, "domain": False, "ticks": False}},
        "x": {"field": "value", "type": "quantitative", "title": title,
              "axis": {"grid": True, "domain": False, "tickCount": 6, "format": "~s"}}})


def trend(rows):
    """Of Table 1: all zones together, by week."""
    weeks = {}
    for row in rows:
        week = weeks.setdefault(row["hour"], [0, 0, 0])
        for i, column in enumerate(("with_tlsa", "protected", "incorrect")):
            week[i] += row[column]
    names = ("with TLSA", "protected", "incorrect")
    return lines([{"x": day(hour), "y": counts[i], "series": name} for hour, counts in sorted(weeks.items())
                  for i, name in enumerate(names)], "domains", names=names)


def operators(rows):
    """Bars of now, and a tick for the year before."""
    names = [safe_text.line(row["operator"]) for row in rows]
    values = [{"name": name, "value": row["domains"], "before": row["domains_year_before"]} for name, row in zip(names, rows)]
    base = bars(values, "domains (bar: now; mark: a year before)", names)
    mark, encoding = base.pop("mark"), base.pop("encoding")
    layers = [{"mark": mark, "encoding": encoding}]
    if any(value["before"] is not None for value in values):
        layers.append({"mark": {"type": "tick", "color": COLOURS[1], "thickness": 3, "height": 18},
                       "encoding": {"y": encoding["y"], "x": {**encoding["x"], "field": "before"}}})
    return {**base, "layer": layers}


def figure2(rows):
    values = [{"x": row["domains_a_host"], "y": number(row["domains_until_percent"]), "series": row["verdict"]}
              for row in rows]
    chart = lines(values, "% of domains of the verdict", names=("valid", "invalid"),
                  x={"field": "x", "type": "quantitative", "title": "domains a host", "scale": {"type": "log"},
                     "axis": {"format": "~s", "tickCount": 6}})
    chart["mark"]["interpolate"] = "step-after"
    return chart


def panels(chart, field, sort):
    """One above the other."""
    header = {"orient": "top", "labelAnchor": "start", "labelPadding": 4}
    chart["encoding"]["row"] = {"field": field, "type": "nominal", "sort": sort, "header": header}
    chart.update(height=130, spacing=24)
    return chart


def figure3(rows):
    units = {"hosts": "MX hosts, % of known", "domains": "domains, % of known"}
    values = [{"x": day(row["hour"]), "y": number(row[f"{unit}_invalid_percent"]), "series": CATEGORIES[row["category"]],
               "panel": title} for unit, title in units.items() for row in rows
              if (row["popular_of"], row["asked_first"]) == ("swept", "popular")]
    return panels(lines(values, "incorrect, %", names=CATEGORIES.values()), "panel", list(units.values()))


def figure4(rows):
    values = [{"x": day(row["hour"]), "y": number(row[f"{flag}_percent"]), "series": name,
               "panel": CATEGORIES[row["category"]]}
              for row in rows for flag, name in (("dnssec", "DNSSEC"), ("tls", "no TLS"), ("mismatch", "mismatch"))]
    return panels(lines(values, "% of invalid hosts"), "panel", list(CATEGORIES.values()))


def figure5(rows):
    values = [{"x": day(row["hour"]), "y": number(row["outdated_percent"]), "series": CATEGORIES[row["category"]]}
              for row in rows]
    return lines(values, "% of mismatched hosts", names=CATEGORIES.values())


def figure7(rows):
    return lines([{"x": row["month"], "y": number(row[f"{word}_percent"]), "series": word} for row in rows
                  for word in ("early", "late", "none")], "% of hosts that rolled")


def issuers(rows):
    """The largest five, by their week; the others together."""
    most = {}
    for row in rows:
        most[row["issuer_cn"]] = max(most.get(row["issuer_cn"], 0), row["hosts"])
    first = sorted(most, key=lambda name: (-most[name], name))[:5]
    weeks = {}
    for row in rows:
        name = safe_text.line(row["issuer_cn"]) or "(none)" if row["issuer_cn"] in first else "others"
        weeks.setdefault((row["hour"], name), []).append(row["hosts"])
    total = {}
    for (hour, _), hosts in weeks.items():
        total[hour] = total.get(hour, 0) + sum(hosts)
    values = [{"x": day(hour), "y": round(100 * sum(hosts) / total[hour], 1), "series": name}
              for (hour, name), hosts in sorted(weeks.items())]
    return lines(values, "% of hosts")


def exposure(rows):
    values = [{"name": row["cause"], "value": row["hours"]} for row in rows]
    return bars(values, "hours", [value["name"] for value in sorted(values, key=lambda v: -v["value"])])


def health(rows):
    values = [{"x": row["month"], "y": number(row["hours_with_run_percent"]), "series": "hours with a run"} for row in rows]
    chart = lines(values, "% of hours")
    chart["mark"] = {"type": "line", "point": True}
    chart["encoding"]["color"]["legend"] = chart["encoding"]["strokeDash"]["legend"] = None
    chart.update(height=140)
    return chart


def draw(wish):
    """(name, specification, what it shows) -> SVG to be set within a page."""
    name, chart, alt = wish
    done = subprocess.run([sys.executable, "-c", DRAW], input=json.dumps(chart).encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TZ": "UTC"}, check=False)
    if done.returncode != 0:
        raise OSError(f"the chart of {name} was not drawn: {done.stderr.decode(errors='replace').strip().splitlines()[-1:]}")
    return inline(name, done.stdout.decode(), alt)


def inline(name, svg, alt):
    """Ids of its own, the page's colours and width, and for who does not see it a sentence: the numbers stand below."""
    svg = svg[svg.index("<svg"):].replace("url(#", f"url(#{name}-")
    svg = re.sub(r'(\bid=")', rf"\1{name}-", svg)
    for colour, variable in PAINT.items():
        svg = re.sub(rf'="{colour}"', f'="var({variable})"', svg, flags=re.IGNORECASE)
    svg = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg)
    wide = re.search(r'width="([0-9.]+)', svg)[1]
    return svg.replace("<svg ", f'<svg role="img" aria-label="{safe_text.markup(alt)}" style="max-width:{wide}px" ', 1)


def draw_all(wishes):
    """{name: SVG}, two at a time."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip([name for name, _, _ in wishes], pool.map(draw, wishes)))
