-- outbox/hazards.db里的视图：用任何SQLite浏览器打开就能查。改了视图，下次运行生效；不要改表。
-- {columns}是台账的各列（schemas/ledger.toml里的列名）。known一行一个隐患，history一行一个隐患一个月，
-- 程序自己的列前面有_：_state是到截止日的情况（open未整改、fixed已整改、closed已销号），_standing是now（现有）或gone（已不在台账中）。
-- 本月新挂牌、本月到期与月通报一样，只算本月报了台账的领域。

CREATE VIEW "台账" AS
SELECT _sector AS 计入领域, _state_word AS 整改情况, _days_overdue AS 逾期天数, {columns},
       _first_month AS 首次填报, _last_month AS 最近填报, _way AS 对应方式, _file AS 来源文件, _ledger_sheet AS 来源工作表, _row AS 来源行
FROM known WHERE _standing = 'now' ORDER BY _order;

CREATE VIEW "未整改" AS
SELECT _sector AS 计入领域, _due AS 应完成日期, _days_overdue AS 逾期天数, {columns}, _last_month AS 最近填报
FROM known WHERE _standing = 'now' AND _state = 'open' ORDER BY _due IS NULL, _due, _order;

CREATE VIEW "逾期" AS
SELECT _days_overdue AS 逾期天数, _due AS 应完成日期, _sector AS 计入领域, {columns}, _last_month AS 最近填报
FROM known WHERE _standing = 'now' AND _days_overdue > 0 ORDER BY _days_overdue DESC, _order;

CREATE VIEW "挂牌督办" AS
SELECT _level AS 级别, _sector AS 计入领域, _state_word AS 整改情况, _days_overdue AS 逾期天数, {columns}, _last_month AS 最近填报
FROM known WHERE _standing = 'now' AND _level <> '' ORDER BY _level_order, _order;

CREATE VIEW "本月新挂牌" AS
SELECT _level AS 级别, _listed_on AS 挂牌, _sector AS 计入领域, {columns}
FROM known, (SELECT _since, _cutoff, _month AS _newest FROM months ORDER BY _month DESC LIMIT 1)
WHERE _standing = 'now' AND _level <> '' AND _listed_on BETWEEN _since AND _cutoff AND _last_month = _newest ORDER BY _level_order, _order;

CREATE VIEW "本月到期" AS
SELECT _due AS 应完成日期, _sector AS 计入领域, _state_word AS 整改情况, {columns}
FROM known, (SELECT _since, _cutoff, _month AS _newest FROM months ORDER BY _month DESC LIMIT 1)
WHERE _standing = 'now' AND _due BETWEEN _since AND _cutoff AND _last_month = _newest ORDER BY _due, _order;

CREATE VIEW "已销号" AS
SELECT _closed AS 销号, _sector AS 计入领域, {columns}, _last_month AS 最近填报
FROM known WHERE _standing = 'now' AND _state = 'closed' ORDER BY _closed DESC, _order;

CREATE VIEW "跨部门" AS
SELECT _joint AS 涉及部门, _level AS 挂牌级别, _sector AS 计入领域, _state_word AS 整改情况, {columns}, _last_month AS 最近填报
FROM known WHERE _standing = 'now' AND _joint <> '' ORDER BY _order;

CREATE VIEW "企业去重" AS
SELECT _code AS 统一社会信用代码, _name AS 企业名称, _names AS 名称写法数, _sectors AS 涉及领域数, _hazards AS 隐患数,
       _open AS 未整改, _fixed AS 已整改, _closed AS 已销号, _listed AS 挂牌督办, _overdue AS 逾期
FROM enterprises WHERE _code <> '' ORDER BY _hazards DESC, _code;

CREATE VIEW "未填信用代码" AS
SELECT _name AS 企业名称, _sectors AS 涉及领域数, _hazards AS 隐患数, _open AS 未整改, _fixed AS 已整改, _closed AS 已销号,
       _listed AS 挂牌督办, _overdue AS 逾期
FROM enterprises WHERE _code = '' ORDER BY _hazards DESC, _name;

CREATE VIEW "可能重复" AS
SELECT alike._pair AS 组别, _sector AS 计入领域, _way AS 对应方式, {columns},
       _first_month AS 首次填报, _last_month AS 最近填报, _file AS 来源文件, _ledger_sheet AS 来源工作表, _row AS 来源行
FROM alike JOIN known USING (_key) ORDER BY alike._pair, known._order;

CREATE VIEW "已不在台账中" AS
SELECT _sector AS 计入领域, _last_month AS 最近填报, _state_word AS 当时情况, {columns}, _file AS 来源文件, _ledger_sheet AS 来源工作表, _row AS 来源行
FROM known WHERE _standing = 'gone' ORDER BY _order;

CREATE VIEW "逐月" AS
SELECT _key AS 程序编号, _month AS 月份, _sector AS 计入领域, _state_word AS 整改情况, _days_overdue AS 逾期天数, {columns},
       _file AS 来源文件, _ledger_sheet AS 来源工作表, _row AS 来源行
FROM history ORDER BY _key, _month;

CREATE VIEW "挂牌变化" AS
SELECT _key AS 程序编号, _level AS 级别, _document AS 文号, _listed_on AS 挂牌, _first_month AS 始于, _last_month AS 止于
FROM listings ORDER BY _key, _first_month;

CREATE VIEW "与附件2核对" AS
SELECT _month AS 月份, _sector AS 行业领域, _item AS 指标, _label AS 指标名称, _form AS 附件2, _ledger AS 台账, _form - _ledger AS 附件2减台账
FROM ties ORDER BY _month, _order;

CREATE VIEW "报送情况" AS
SELECT _month AS 月份, _sector AS 行业领域, _has_ledger AS 有台账, _rows AS 行数, _file AS 文件, _ledger_sheet AS 工作表
FROM ledgers ORDER BY _month, _order;
