"""What units of the sample report in words: invented, without names of enterprises or persons."""

from pipeline.model.month import Month

Texts = dict[str, str]  # by box
_JULY: dict[str, Texts] = {
    "区安监办7月报表": {
        "case": "7月中旬检查发现某化工企业1处可燃气体报警装置失效（样例），当场责令停用相关装置，"
        "挂牌督办并明确责任人、措施、资金、期限和应急预案，12日内完成整改，经复查由企业主要负责人签字销号。",
        "advice": "建议统一危险化学品和工贸领域专项检查表的填写口径，减少企业重复填报（样例）。",
    },
    "消防7月": {
        "experience": "推行“一企一册”（样例）：为每家重点单位建立隐患、整改、复查三本账，检查前先看账，检查后当天记账。"
        "组织执法人员分片包保，逐家讲解判定标准，督促企业先自查再受检。\n"
        "7月份包保的单位自查发现的隐患明显多于部门检查发现的，企业由等着查变为主动查，复查一次通过的比上月多。",
    },
    "规划建设局-燃气（另一经办人）": {
        "innovation": "入户安检与物业巡查同步进行（样例）：燃气企业入户安检时由物业人员陪同，"
        "发现的问题当场登记、当场约定整改日期，避免重复上门。",
    },
}


def reports_of(name: str, month: Month) -> Texts:
    """The texts of one of the sample's workbooks, by its file name without suffix; most have none."""
    return _JULY.get(name, {}) if month == Month(2023, 7) else {}
