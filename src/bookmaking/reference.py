"""The book's reference: numbers of figures, terms that explain themselves, works, docstrings."""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

ADDRESS = re.compile(r"(?:[;.] [Rr]ead in \w+ \d+)?\. URL: \S+$")


class NumberFigures(SphinxPostTransform):
    """A figure that is named gets its number, for which Sphinx would read its whole page again."""

    default_priority = 5  # before Sphinx's own, which takes what is left

    def run(self, **kwargs):
        std = self.env.get_domain("std")
        for named in list(self.document.findall(addnodes.pending_xref)):
            name, builder = named["reftarget"], self.app.builder
            docname, anchor, *_ = std.labels.get(name) or std.anonlabels.get(name) or ("", "")
            numbers = self.env.toc_fignumbers.get(docname, {}).get("figure", {})
            if named["reftype"] != "numref" or named["refexplicit"] or anchor not in numbers:
                continue
            title = self.config.numfig_format["figure"] % ".".join(map(str, numbers[anchor]))
            place = (self.env.docname, builder, docname, anchor, title, "numref")
            kind = addnodes.number_reference
            named.replace_self(std.build_reference_node(*place, nodeclass=kind, title=title))


class DefineTerms(SphinxPostTransform):
    """A link to a term of the glossary carries the first sentence or two of its definition.

    It stands in the title of the link, which needs no script; ``theme/js/cards.js`` shows it in a
    note of its own, for the keyboard and for touch too.
    """

    default_priority = 200
    formats = ("html",)

    def run(self, **kwargs):
        self.trees = {self.env.docname: self.document}  # a page with terms is read once
        places = self.env.domains["std"].objects.items()
        self.defined = {name: docname for (kind, _), (docname, name) in places if kind == "term"}
        for term in self.document.findall(nodes.inline):
            if "std-term" in term["classes"] and isinstance(term.parent, nodes.reference):
                term.parent["classes"] += ["term"]
                term.parent["reftitle"] = self.definition(term.parent)
        for work in self.document.findall(nodes.reference):  # cited: its address is in the list
            if "reftitle" in work:
                work["reftitle"] = ADDRESS.sub(".", work["reftitle"])

    def definition(self, link):
        """The first paragraph of the definition that a link leads to, as plain text."""
        name = link.get("refid") or link["refuri"].partition("#")[2]
        docname = self.defined[name]
        if docname not in self.trees:
            self.trees[docname] = self.env.get_doctree(docname)
        items = self.trees[docname].findall(nodes.definition_list_item)
        item = next(one for one in items if any(name in t["ids"] for t in one.findall(nodes.term)))
        paragraph = next(item.findall(nodes.paragraph)).deepcopy()
        for cited in list(paragraph.findall(_is_citation)):
            cited.parent.remove(cited)
        return re.sub(r"\s+(?=[.;,])", "", " ".join(paragraph.astext().split()))


def _is_citation(node):
    return isinstance(node, nodes.citation_reference) or (
        isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite"
    )


class ListWorks(SphinxPostTransform):
    """Works cited as a plain list: docutils' own roles for them are refused by browsers."""

    default_priority = 200
    formats = ("html",)

    def run(self, **kwargs):
        works = list(self.document.findall(nodes.citation))
        if not works:
            return
        found = nodes.bullet_list("", classes=["works"])
        works[0].parent.insert(works[0].parent.index(works[0]), found)
        for work in works:
            work.parent.remove(work)
            body = [child for child in work.children if not isinstance(child, nodes.label)]
            found += nodes.list_item("", *body, ids=work["ids"])


def in_rst(app, what, name, obj, options, lines):
    """Docstrings are written to be read in the code: `names` in backticks, examples indented."""
    found, before = [], ""
    for line in lines:
        if line.startswith("    ") and not before.strip():
            found += ["::", ""]
        elif not line.startswith("    "):
            line = re.sub(r"(?<!`)`([^`]+)`(?!`)", r"``\1``", line)
        found.append(line)
        before = line
    lines[:] = found
