"""What a double click shows: the commands by number, each asking for what it needs, until the window is closed."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

from pipeline.office_pc.menu_entries import ENTRIES, MenuEntry

# A workspace of its own in the bundle: invented figures never come near the office's.
SAMPLE = "样例"
_CONSOLE_WIDTH = 60
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def run(home: Path, script: str, arguments: Sequence[str]) -> int:
    """A command of the program in a workspace, or without one the menu; `script` is how it is started again."""
    if not arguments:
        # UTF-8 on Windows whatever its code page is; nothing of what a user once installed.
        options = ["-X", "utf8", "-s"] if sys.platform == "win32" else ["-s"]
        return menu(home, [sys.executable, *options, script])
    from pipeline.entry import main

    root = [] if any(a.startswith("--root") for a in arguments) else ["--root", str(home)]
    sys.argv[:] = ["pipeline", *root, *arguments]
    return main()


def menu(home: Path, command: Sequence[str]) -> int:
    """Show the menu of a workspace until 0 or the end of the input; `command`: how the program is called."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    entries = [e for e in ENTRIES if not e.sample or (home / SAMPLE).is_dir()]
    while True:
        _show(home, entries)
        answer = _ask("请输入序号，按回车键")
        chosen = None if answer is None else answer.translate(_HALF_WIDTH)
        if chosen in (None, "0"):
            return 0
        if chosen not in map(str, range(1, len(entries) + 1)):
            _say("没有这一项，请输入左边的序号。")
            continue
        _do(entries[int(chosen) - 1], home, command)
        if _ask("按回车键返回") is None:
            return 0


def _show(root: Path, entries: Sequence[MenuEntry]) -> None:
    _say("", "─" * _CONSOLE_WIDTH, f"工作文件夹：{root}", "─" * _CONSOLE_WIDTH)
    _say(*(f"{number:>3}　{_shown(entry)}" for number, entry in enumerate(entries, 1)))
    _say("  0　退出", "", *_told())


def _told() -> list[str]:
    """How a command that a screen names is run from here: nothing of what it is called there is to be typed."""
    start = "启动.bat" if sys.platform == "win32" else "sh 启动.sh"
    return [
        "屏幕上提示运行某条命令的，选括号里同名的一项；",
        f"没有列出的，在命令行里这样写：{start} templates",
    ]


def _shown(entry: MenuEntry) -> str:
    """With the command's name, by which other texts mention it."""
    named = entry.command and not entry.sample
    return f"{entry.text}（{entry.command}）" if named else entry.text


def _do(entry: MenuEntry, root: Path, command: Sequence[str]) -> None:
    if entry.folder:
        _open(root / entry.folder)
        return
    arguments = _arguments(entry)
    if arguments is None:
        return
    _say("")
    place = root / SAMPLE if entry.sample else root
    with suppress(KeyboardInterrupt):  # the command itself has said what that means
        status = subprocess.call([*command, "--root", str(place), *arguments])
        if status == 0 and entry.sample:
            _say(f"样例的结果在{place / 'outbox'}")


def _arguments(entry: MenuEntry) -> list[str] | None:
    """The command with the answers as its options; None where one that is needed is not given."""
    arguments = [entry.command]
    for question in entry.questions:
        answer = _ask(question.text)
        # A file that is dragged into the window comes in quotation marks where its path has a space.
        answer = (answer or "").strip().strip("\"'").strip()
        if answer:
            # As one word, so that an answer that begins with - is no option.
            arguments.append(f"{question.option}={answer}" if question.option else answer)
        elif question.needed:
            _say("没有写，返回。")
            return None
    return arguments


def _ask(text: str) -> str | None:
    """An answer; None at the end of the input and at Ctrl+C."""
    sys.stdout.write(f"{text}：")
    sys.stdout.flush()
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        line = ""
    return line.strip() if line else None


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _open(folder: Path) -> None:
    """Show a folder; where nothing can, say where it is."""
    folder.mkdir(exist_ok=True)
    try:
        if sys.platform == "win32":
            os.startfile(folder)
        else:
            subprocess.Popen(["xdg-open", folder], stderr=subprocess.DEVNULL)
    except OSError:
        _say(f"请在文件管理器里打开：{folder}")
