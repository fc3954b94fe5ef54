"""The question bank of each chapter in four forms: Moodle, GIFT, Canvas, and paper with its key.

    python -m teaching.quizzes      write all of them into _build/teach/quizzes/

Each file has the same bytes each time. All but the sheet without the key hold the answers.
"""

from pathlib import Path

from course.read import names
from teaching.bank import questions
from teaching.common import TEACH
from teaching.gift import gift
from teaching.moodle import moodle
from teaching.qti import qti
from teaching.sheet import sheet


def forms(name: str) -> dict[str, bytes]:
    """{file: content} of one chapter."""
    asked = questions(name)
    texts = {
        f"{name}.xml": moodle(name, asked),
        f"{name}.gift": gift(name, asked),
        f"{name}.html": sheet(name, asked, key=False),
        f"{name}-key.html": sheet(name, asked, key=True),
    }
    return {file: text.encode() for file, text in texts.items()} | {f"{name}.zip": qti(name, asked)}


def make(folder: Path) -> None:
    """Write the files of all chapters into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names():
        for file, content in forms(name).items():
            (folder / file).write_bytes(content)


def main() -> None:
    """Write them where all that is handed out lies."""
    make(TEACH / "quizzes")


if __name__ == "__main__":
    main()
