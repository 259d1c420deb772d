"""page_check.py: what is wrong with a page, as a reader, a browser or a screen reader would meet it."""

import collections
import html.parser
import unicodedata

TEXT = set("html head title style body header p h1 h2 h3 ul ol li strong nav a main section div table caption thead tbody tr th td "
           "figure figcaption span details summary footer svg g path text line rect defs clippath".split())
VOID = {"meta", "link"}
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
NOT_THERE = ("None", "NaN", "undefined", "null")


class Page(html.parser.HTMLParser):
    """Follows the page, and keeps what it finds wrong."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.ids, self.links = [], [], collections.Counter(), []
        self.seen, self.cells, self.words = collections.Counter(), [], []
        self.feed(text)
        self.close()
        self.faults += [f"{tag} is left open" for tag in self.open]
        self.faults += [f"{count} things have the id {name}" for name, count in self.ids.items() if count > 1]
        self.faults += [f"nothing has the id {name}" for name in self.links if name not in self.ids]

    def handle_starttag(self, tag, attrs):
        self.seen[tag] += 1
        if tag not in TEXT | VOID:
            self.faults.append(f"a {tag}")
        if len(dict(attrs)) < len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        self.look_at(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        if "svg" not in self.open:
            self.faults.append(f"{tag} closes itself")
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def look_at(self, tag, attrs):
        for name, value in attrs.items():
            if name.startswith("on") or name in ("src", "srcset", "action", "xlink:href", "srcdoc"):
                self.faults.append(f"{tag} has {name}")
            if name == "id":
                self.ids[value] += 1
            if name == "href":
                if value.startswith("#"):
                    self.links.append(value[1:])
                elif value != "data:,":
                    self.faults.append(f"{tag} refers to {value}")
            if "url(" in (value or "") and "url(#" not in value:
                self.faults.append(f"{tag} asks for {value}")
        if tag == "div" and (attrs.get("tabindex") != "0" or attrs.get("role") != "region" or not attrs.get("aria-label")):
            self.faults.append("a part that cannot be moved by keyboard, or has no name")
        if tag == "svg" and not (attrs.get("aria-label") and attrs.get("role")):
            self.faults.append("a chart that says nothing to who does not see it")
        if tag == "section" and attrs.get("aria-labelledby") not in self.ids:
            self.links.append(attrs.get("aria-labelledby"))
        if tag == "table":
            self.cells = []
        if tag == "tr":
            self.cells.append(0)
        if tag in ("td", "th"):
            self.cells[-1] += 1
            if tag == "th" and attrs.get("scope") not in ("col", "row"):
                self.faults.append("a heading of nothing")

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"{tag} ends within {self.open[-1:]}")
            return
        self.open.pop()
        if tag == "table" and (len(set(self.cells)) != 1 or len(self.cells) < 2):
            self.faults.append(f"a table with rows of {sorted(set(self.cells))} cells")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            if "url(" in data or "@import" in data:
                self.faults.append("the style asks for something")
            return
        if data.strip() in NOT_THERE:
            self.faults.append(f"{data.strip()} stands there")
        self.words.append(data)

    def handle_comment(self, data):
        self.faults.append("a comment")

    def unknown_decl(self, data):
        self.faults.append("a declaration")


def unseen(text):
    """Bytes that no terminal and no page should get, but for line ends."""
    return sorted({f"U+{ord(c):04X}" for c in text if c != "\n" and unicodedata.category(c) in UNSEEN})


def faults(text):
    page = Page(text)
    found = page.faults + [f"a page with {name}" for name in unseen(text)]
    for tag, least in (("h1", 1), ("main", 1), ("nav", 1), ("table", 5)):
        if page.seen[tag] < least or tag in ("h1", "main") and page.seen[tag] > 1:
            found.append(f"{page.seen[tag]} of {tag}")
    return found
