"""The lines of the menu: which command or folder, and what is asked for it."""

from pipeline.model.record import record


@record
class MenuQuestion:
    """What an entry asks: the option that the answer goes to, and whether Enter alone will do."""

    text: str
    option: str
    needed: bool = False


@record
class MenuEntry:
    """One line of the menu: a command with its questions, or a folder of the workspace to be opened."""

    text: str
    command: str = ""
    questions: tuple[MenuQuestion, ...] = ()
    folder: str = ""
    sample: bool = False


_MONTH = MenuQuestion("哪个月，如2023-07（直接回车：收到报表的最新一个月）", "--month")
_NEW_MONTH = MenuQuestion("哪个月的空白表，如2023-08", "--month", needed=True)
_WEEK = MenuQuestion("哪一周，写该周任何一天，如2023-07-12（直接回车：最新一周）", "--week")
_NEW_WEEK = MenuQuestion("哪一周的空白表，写该周任何一天，如2023-08-09", "--week", needed=True)
ENTRIES = (
    MenuEntry("汇总一个月，写附件和通报", "monthly", (_MONTH,)),
    MenuEntry("只核对，不发布", "check", (_MONTH,)),
    MenuEntry("生成一个月的空白表", "forms", (_NEW_MONTH,)),
    MenuEntry(
        "催报",
        "chase",
        (
            MenuQuestion("催哪个月，如2023-07（直接回车：催报日所在的月份）", "--month"),
            MenuQuestion("催报日，如2023-07-29（直接回车：今天）", "--on"),
        ),
    ),
    MenuEntry(
        "印发一个月",
        "issue",
        (
            MenuQuestion("哪个月，如2023-07", "--month", needed=True),
            MenuQuestion("文号的号数，如7（直接回车：留空）", "--number"),
            MenuQuestion("印发日期，如2023-07-31（直接回车：留空）", "--date"),
            MenuQuestion("在Word里改定的稿子，可以把文件拖进来（直接回车：没有）", "--file"),
        ),
    ),
    MenuEntry(
        "查一个数的来源", "trace", (MenuQuestion("哪一项，如1-1（直接回车：列出全部）", ""), _MONTH)
    ),
    MenuEntry("生成一周的空白表", "forms", (_NEW_WEEK,)),
    MenuEntry("汇总一周", "weekly", (_WEEK,)),
    MenuEntry("整个行动的总结报告", "final"),
    MenuEntry("生成空白的节点台账", "milestones"),
    MenuEntry("检查schemas、templates有没有改错", "lint"),
    MenuEntry("打开收件文件夹", folder="inbox"),
    MenuEntry("打开结果文件夹", folder="outbox"),
    MenuEntry("用随附的样例试一试（与本单位的数据分开）", "monthly", sample=True),
)
