"""Figures that cannot be right: each rule of the list broken by itself, and blanks that say nothing."""

from tests.faulty.kind import Faulty, returned
from tests.faulty.making import retyped
from tests.support.workspaces import JULY, right_values

_PROBLEMS = (
    *("head_not_studied", "head_not_led", "no_duty_list", "no_safety_org", "uncertified_work"),
    *("outsourcing_chaos", "drill_missing", "training_formal", "measures_unmet"),
)
_Broken = tuple[dict[str, object], str, str, str]  # changes, the rule, the cell, why
_BROKEN: dict[str, _Broken] = {
    "fixed-above-found": ({"fire_self_fixed": 103}, "H1", "fire_self_fixed", "企业自查：已整改多于发现"),
    "dept-fixed-above-found": ({"fire_dept_fixed": 500}, "H2", "fire_dept_fixed", "部门检查：已整改多于发现"),
    "listed-fixed-above-listed": ({"fire_listed_fixed": 9}, "H3", "fire_listed_fixed", "挂牌督办：已整改多于挂牌"),
    **{
        f"more-{name.replace('_', '-')}-than-checked": (
            {f"fire_{name}": 5000}, "H4", f"fire_{name}", "问题企业多于抽查企业",
        )
        for name in _PROBLEMS
    },
    "crime-above-cases": ({"fire_case_crime": 90}, "H5a", "fire_case_crime", "危险作业罪案例多于典型案例"),
    "anonymous-above-reward": ({"fire_reward_anon_wan": 9.5}, "H5b", "fire_reward_anon_wan", "匿名奖励多于举报奖励"),
    "fine-without-penalty": ({"power_penalty_wan": 5}, "H7", "power_penalty_wan", "有罚款没有处罚次数"),
    "double-penalty-alone": ({"power_dual_penalty": 2}, "H8", "power_dual_penalty", "有一案双罚没有行政处罚"),
    "one-blank": ({"fire_self_found": None}, "blanks", "fire_self_found", "漏填一格"),
    "spaces-for-a-value": ({"fire_self_found": "  "}, "blanks", "fire_self_found", "格里只有空格"),
    "nine-blanks": ({f"fire_{n}": None for n in _PROBLEMS}, "blanks", "fire_head_not_studied", "漏填一整块"),
    "lectures-fell": ({"fire_member_lectures": 5}, "H10", "fire_member_lectures", "累计数比上月少"),
    "amount-fell": ({"fire_penalty_wan": 50}, "H10", "fire_penalty_wan", "累计金额比上月少"),
}  # fmt: skip
# Blanks that 空白项按0计 cannot make zeros.
_NO_ZEROS = {
    "stock-blank": ("fire_inspectors", "期末数空着，却选空白按0计"),
    "answer-blank": ("office_media_column", "是否项空着，却选空白按0计"),
    "blank-that-was-above-zero": ("fire_self_found", "上月有数，本月却空白按0计"),
}
# Several symptoms of one cause.
_ONE_CAUSE: dict[str, _Broken] = {
    "checked-too-small": (
        {"fire_checked_ent": 3}, "H10", "fire_checked_ent", "抽查企业数填错，少于上月，九类问题也都多于它"
    ),
    "all-problems-too-large": (
        {f"fire_{n}": 5000 for n in _PROBLEMS}, "H4", "fire_head_not_studied", "九类问题都多于抽查企业"
    ),
    "anonymous-without-reward": (
        {"power_reward_anon_wan": 1}, "H5b", "power_reward_anon_wan", "有匿名奖励没有举报奖励"
    ),
    "fine-and-double-without-penalty": (
        {"power_penalty_wan": 5, "power_dual_penalty": 1}, "H7", "power_penalty_wan", "有罚款和一案双罚，没有次数"
    ),
    "negative": ({"fire_self_found": -3}, "negative", "fire_self_found", "负数"),
    "negative-half": ({"fire_self_found": -2.5}, "negative", "fire_self_found", "负的小数"),
    "nine-guesses": (
        {f"fire_{n}": "约3" for n in _PROBLEMS}, "not_a_number", "fire_head_not_studied", "九格都写了大约数"
    ),
}  # fmt: skip


def _changed(name: str, broken: _Broken) -> Faulty:
    changes, rule, cell, why = broken
    return returned(name, why, lambda: retyped(changes), rule, cell)


def _no_zero(name: str, cell: str, why: str) -> Faulty:
    said = {cell: None, f"{cell.partition('_')[0]}_blanks_are_zero": "是"}
    return returned(name, why, lambda: retyped(said), "zero_not_allowed", cell)


def _all_blank() -> bytes:
    return retyped({f"fire_{i}": None for i in right_values("rescue", JULY)["fire"]})


FAULTY = (
    *(_changed(name, broken) for name, broken in _BROKEN.items()),
    *(_no_zero(name, *blank) for name, blank in _NO_ZEROS.items()),
    *(_changed(name, broken) for name, broken in _ONE_CAUSE.items()),
    returned("all-blank", "填了标题栏，一个数也没有填", _all_blank, "nothing_filled"),
)
