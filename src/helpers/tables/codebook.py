"""The codebook of a table: what its columns mean, whose numbers they are, how to cite them.

describe("towns")             # shows as a codebook in JupyterLab; is the catalogue's entry
print(describe("towns").bibtex())
"""

import re
from typing import Any

NOT_KNOWN = "not verified"


class Codebook(dict):
    """The catalogue's entry of a table or layer, a dict that a notebook shows as a codebook."""

    def _repr_markdown_(self) -> str:
        head = f"**{self['title']}** (`{self['name']}`, {self['rows']:,} rows)"
        about = [self.get("description", ""), *self.get("limitations", [])]
        key = ", ".join(f"`{name}`" for name in self["schema"]["primaryKey"])
        lines = ["| column | type | unit | gaps | meaning |", "| --- | --- | --- | --- | --- |"]
        lines += map(_line, self["schema"]["fields"])
        facts = [f"One row for each {key}.", f"Licence: {self.licence()}.", f"Cite: {self.cite()}."]
        parts = [head, about[0], "\n".join(lines), " ".join(facts)]
        parts += ["\n".join(f"- {one}" for one in about[1:]), f"```bibtex\n{self.bibtex()}\n```"]
        return "\n\n".join(part for part in parts if part)

    def licence(self) -> str:
        """The names of its licences, "not verified" where we do not know one."""
        names = (one.get("title") or one["name"] for one in self["licenses"])
        return "; ".join(NOT_KNOWN if name == "unverified" else name for name in names)

    def cite(self) -> str:
        """How to name its sources in a text: publishers, titles and the vintage."""
        pairs = ((one.get("publisher"), one["title"]) for one in self["sources"])
        known = [", ".join(dict.fromkeys(filter(None, pair))) for pair in pairs]
        vintage = f", as of {self['vintage']}" if self.get("vintage") else ""
        return "; ".join(dict.fromkeys(known)) + vintage

    def bibtex(self) -> str:
        """An entry of a bibliography for each source: text."""
        year = (re.findall(r"\d{4}", self.get("vintage") or "") or [""])[-1]
        return "\n".join(
            _entry(f"{self['name']}_{place}", one, year)
            for place, one in enumerate(self["sources"], start=1)
        )


def _line(field: dict[str, Any]) -> str:
    limits = field.get("constraints", {})
    meaning = ". ".join(filter(None, [field.get("title"), field.get("description")]))
    if "enum" in limits:
        meaning = meaning.rstrip(".") + ". One of: " + ", ".join(map(str, limits["enum"])) + "."
    cells = [f"`{field['name']}`", field["type"], field.get("unit", "")]
    cells += ["none" if limits.get("required") else "may be empty", meaning]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _entry(key, source, year):
    parts = {"author": "{" + (source.get("publisher") or source["title"]) + "}"}
    parts |= {"title": "{" + source["title"] + "}", "year": year, "url": source.get("path", "")}
    lines = [f"  {name} = {{{_plain(value)}}}" for name, value in parts.items() if value]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def _plain(text):
    return re.sub(r"([&%#_])(?=\s|$)", r"\\\1", text)
