"""Links that open a notebook on another machine, where `_config.yml` names a public address.

They are links and no more: nothing is asked of another host until a reader follows one.
"""

from urllib.parse import quote, urlsplit


def links(options: dict, docname: str) -> list[tuple[str, str]]:
    """[(name, address)] for the notebook of a page; none without an address.

    options: the theme's, as Jupyter Book fills them from ``repository`` (url, branch) and
    ``launch_buttons`` (binderhub_url, jupyterhub_url). Colab has no folder for the book's code and
    tables, so it is not among them.
    """
    repository = options.get("repository_url", "").rstrip("/")
    if not repository:
        return []
    buttons = options.get("launch_buttons") or {}
    branch = options.get("repository_branch") or "main"
    *_, owner, name = urlsplit(repository).path.removesuffix(".git").split("/")
    opened = f"lab/tree/{docname}.ipynb"
    found = []
    if hub := buttons.get("binderhub_url", "https://mybinder.org").rstrip("/"):
        address = f"{hub}/v2/gh/{owner}/{name}/{branch}?urlpath={quote(opened, '')}"
        found.append(("Binder", address))
    if hub := buttons.get("jupyterhub_url", "").rstrip("/"):
        there = quote(f"lab/tree/{name}/{docname}.ipynb", "")
        address = f"{hub}/hub/user-redirect/git-pull?repo={quote(repository, '')}"
        found.append(("your JupyterHub", f"{address}&branch={branch}&urlpath={there}"))
    return found
