"""Make .venv, or make it again where it would run another folder's code or not run at all.

    python tools/environment.py           # make what is missing
    python tools/environment.py run       # only what runs the notebooks
    .venv/bin/python tools/environment.py --check [run]    # all well? says nothing, quickly

An environment is bound to its folder and to the Python that made it. So a stamp in it is no proof:
its own Python is asked where it takes this repository's code from.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"run": "requirements-run.lock", "all": "requirements.lock"}  # each holds those before it
LOWEST, HIGHEST = (3, 11), (3, 13)
MOVED = "was made for another folder"
BROKEN = "does not run: it was not made to the end, or the Python that made it is gone"
CHANGED = "does not hold the packages that its lock names"
ENSUREPIP = (
    "{python} cannot make an environment because a part of Python is missing: install it (on Debian"
    " and Ubuntu the package python3-venv, or python{version}-venv), then run make again."
)


# With these pip would install into another place than .venv, or nothing.
ELSEWHERE = {"PIP_DRY_RUN", "PIP_PREFIX", "PIP_ROOT", "PIP_TARGET", "PIP_USER", "PYTHONHOME"}
NOT_OURS = (
    ".venv is not a Python environment: it holds {found}. Nothing was deleted. Move it somewhere "
    "else, then run make again."
)
PARTS = {
    *("Include", "Lib", "Scripts", "bin", "etc", "include", "installed", "lib", "lib64", "lock"),
    *("pyvenv.cfg", "share"),
}


class Problem(Exception):
    """What a person has to do before there can be an environment; its text says it."""


def python_of(folder):
    """The interpreter of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp(root=ROOT, group="all"):
    """What .venv/installed holds: the folder, and a checksum of all that decides what is in it."""
    content = b"".join(
        (root / name).read_bytes() for name in (LOCKS[group], "pyproject.toml", "setup.py")
    )
    return os.fsencode(root) + b"\n" + hashlib.sha256(content).hexdigest().encode()


def own_fault(root=ROOT, group="all"):
    """What is wrong with the environment that runs this, or None; `group` is what it is for."""
    if not LOWEST <= sys.version_info[:2] <= HIGHEST:
        return BROKEN
    installed = root / ".venv" / "installed"
    stored = installed.read_bytes() if installed.exists() else b""
    found = importlib.util.find_spec("bookmaking")
    if found is None or found.origin is None:
        return MOVED if stored else CHANGED
    own = os.path.samefile(Path(found.origin).parent, root / "src" / "bookmaking")
    if not own or (stored and stored.rpartition(b"\n")[0] != os.fsencode(root)):
        return MOVED
    return None if stored in {stamp(root, group), stamp(root)} else CHANGED


def fault(root=ROOT, group="all"):
    """What is wrong with .venv, asked of its own Python; None if nothing is."""
    python = [python_of(root / ".venv"), "-I"]
    script = root / "tools" / "environment.py"
    try:
        done = subprocess.run([*python, script, "--check", group], capture_output=True, text=True)
        pip = subprocess.run([*python, "-m", "pip", "--version"], capture_output=True)
    except OSError:
        return BROKEN
    words = done.stdout.strip()
    if pip.returncode or (done.returncode and words not in (MOVED, CHANGED)):
        return BROKEN
    return words or None


def create(folder):
    """Make an empty environment with pip. Raises Problem if this Python cannot."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not LOWEST <= sys.version_info[:2] <= HIGHEST:
        raise Problem(f"{sys.executable} is Python {version}: the book needs 3.11, 3.12 or 3.13.")
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise Problem(ENSUREPIP.format(python=sys.executable, version=version))
    remove(folder)
    base = getattr(sys, "_base_executable", None) or sys.executable  # not one inside .venv
    run([base, "-m", "venv", folder], f"Python could not make the environment {folder}.")


def remove(folder):
    """Delete an environment; of a link only the link, for its target belongs to somebody else."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        found = sorted(path.name for path in folder.iterdir() if path.name not in PARTS)
        if found and not (folder / "pyvenv.cfg").exists():
            raise Problem(NOT_OURS.format(found=found[0]))
        shutil.rmtree(folder)


def install(root=ROOT, group="all"):
    """Install what the group's lock says, checked by hash, then this repository's own packages."""
    pip = [python_of(root / ".venv"), "-m", "pip", "install", "--disable-pip-version-check"]
    told = "The packages could not be installed; pip says why above."
    run([*pip, "--require-hashes", "-r", LOCKS[group]], told, root)
    # Named ".": in the whole path pip would take [brackets] for something of its own.
    run([*pip, "--no-deps", "--no-build-isolation", "-e", "."], told, root)
    # The way to src/ is stored from here, not from the root of the disk: older Pythons read it
    # in the encoding of the moment, in which the name of a folder may not be written.
    for path in (root / ".venv").rglob("__editable__.conflict_in_maps_and_data*.pth"):
        path.write_text(os.path.relpath(root / "src", path.parent) + "\n", encoding="ascii")
    (root / ".venv" / "installed").write_bytes(stamp(root, group))


def run(command, told, folder=None):
    """Run a command in silence; if it fails, show all it said. Raises Problem with `told`."""
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    kept["LC_ALL"] = "C.UTF-8"
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, cwd=folder, env=kept, **both, encoding="utf-8", errors="replace")
    if done.returncode:
        raise Problem(f"{done.stdout.rstrip()}\n{told}")


@contextmanager
def alone(root=ROOT):
    """Wait while another process installs into this folder; a process that ends lets go."""
    with open(root / "pyproject.toml", "rb") as held:
        try:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass  # Windows, where make does not run this, and disks of a network
        yield


def prepare(root=ROOT, group="all"):
    """Make .venv fit for this folder, and say in one sentence what is done and why."""
    folder = root / ".venv"
    wrong = fault(root, group)
    if wrong is None:
        return
    known = (folder / "pyvenv.cfg").exists()
    if known and wrong != CHANGED:
        say(f"The environment .venv {wrong}. It will be made again.")
    else:
        say(f"Installing the packages of {LOCKS[group]} into .venv: this takes a minute or two.")
    if not known or wrong != CHANGED:
        create(folder)
    install(root, group)


def say(sentence):
    """Print at once, so that a person knows what the next minutes are for."""
    print(sentence, flush=True)


def main(arguments):
    """The command of the Makefile; returns its exit status."""
    group = next((word for word in arguments if word in LOCKS), "all")
    words = [word for word in arguments if word not in LOCKS]
    if words == ["--check"]:
        wrong = own_fault(group=group)
        if wrong:
            print(wrong)
        return bool(wrong)
    try:
        with alone():
            create(Path(words[0])) if words else prepare(group=group)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
