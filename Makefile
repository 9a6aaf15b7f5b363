# Thin wrappers over .venv/bin/pipeline, and the set-up of .venv: pip alone, once, offline ever after.
# A line "target: ... ## text" is what `make help` prints.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --retries 2
LOCKED := --require-hashes --only-binary :all: -r
MONTH_OPTION = $(if $(MONTH),--month "$$MONTH")
WEEK_OPTION = $(if $(WEEK),--week "$$WEEK")
ON_OPTION = $(if $(ON),--on "$$ON")

.DEFAULT_GOAL := help
.PHONY: help monthly weekly final forms check chase pdf cluster test lint format golden sample faulty bench mutants fuzz lock bundle clean renew

# `make monthly 2023-06` would publish the newest month, and only then stumble over 2023-06.
ifneq ($(filter 20%,$(MAKECMDGOALS)),)
$(error 月份请写成 MONTH=，周请写成 WEEK=：$(filter 20%,$(MAKECMDGOALS)))
endif

monthly: .venv/.runtime ## [MONTH=2023-06] 汇总并发布一个月：附件2、月通报（不写 MONTH 即最新的月份）
	@$(BIN)/pipeline monthly $(MONTH_OPTION)

weekly: .venv/.runtime ## [WEEK=2023-W28] 汇总并发布一周：附件2、周调度（写该周任何一天也可以；不写即最新的一周）
	@$(BIN)/pipeline weekly $(WEEK_OPTION)

final: .venv/.runtime ## 编写整个行动的总结报告（收齐12月报表后）
	@$(BIN)/pipeline final

forms: .venv/.runtime ## MONTH=2023-08 或 WEEK=2023-W32 生成该月或该周十份空白报表
	@$(BIN)/pipeline forms $(MONTH_OPTION) $(WEEK_OPTION)

check: .venv/.runtime ## [MONTH=2023-06] 只接收和核对，不发布
	@$(BIN)/pipeline check $(MONTH_OPTION)

chase: .venv/.runtime ## [MONTH=2023-07] [ON=2023-07-29] 催报：每个单位一段文字、一览表、考核参考
	@$(BIN)/pipeline chase $(MONTH_OPTION) $(ON_OPTION)

pdf: .venv/.pdf ## 安装生成PDF的组件，之后 make monthly 同时写出PDF（还需系统的Pango和中文字体）

cluster: .venv/.cluster ## 安装在Dask集群上读报表的组件，之后可以用 --scheduler

test: .venv/.dev ## 运行全部测试并检查覆盖率
	@$(BIN)/python -m pytest -n auto --dist worksteal --cov

lint: .venv/.dev ## 检查代码：风格、类型、模块依赖方向、README 里生成的表
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/cog --check README.md docs/modules.md

format: .venv/.dev ## 整理代码格式，重写 README 里生成的表
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format
	@$(BIN)/cog -r README.md docs/modules.md

golden: .venv/.dev ## 用现在的输出重写 golden 文件（提交前请逐行看差异）
	@$(BIN)/python -m pytest --update-golden

sample: .venv/.dev ## 重写 inbox/sample 的样例报表
	@$(BIN)/python -m tests.sample

faulty: .venv/.dev ## [FOLDER=build/faulty] 写出各种出错的报表和一份清单，供查看
	@$(BIN)/python -m tests.faulty $(if $(FOLDER),"$$FOLDER")

bench: .venv/.dev ## [QUICK=1] [BASELINE=1] 计时：样例月、2000本、34128本，对照别的做法；QUICK 不做34128本
	@$(BIN)/python -m tests.bench $(if $(QUICK),--quick) $(if $(BASELINE),--baseline)

mutants: .venv/.dev ## 变异测试：把核对、汇总、读数的代码逐处改错，看测试能否发现（约5分钟）
	@$(BIN)/python -m tests.mutants

fuzz: .venv/.dev ## [SEED=1] [FUZZ_SECONDS=100] 随机损坏合格的报表再读：不崩溃、不卡住、不出错数
	@$(BIN)/python -m tests.fuzz --seed $(or $(SEED),1) --seconds $(or $(FUZZ_SECONDS),100)

bundle: .venv/.runtime ## [PYTHONS="3.11 3.12 3.13"] 打包成办公电脑上离线可用的zip：build/（要联网）
	@$(BIN)/python -m tests.bundling $(PYTHONS)

# Needs uv, from PATH or put into .venv by hand; nobody who only runs the program does. Keeps the pins that still
# fit pyproject.toml; `make lock LOCK_OPTIONS=--upgrade` moves all to the newest. hatchling builds the editable install.
COMPILE = uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock' $(LOCK_OPTIONS) pyproject.toml
lock: ## [LOCK_OPTIONS=--upgrade] 按 pyproject.toml 重写四个锁文件（需要 uv）
	@PATH="$$PATH:$(BIN)"; \
	command -v uv >/dev/null || { echo '没有找到 uv，请先安装：$(BIN)/pip install uv' >&2; exit 1; }; \
	echo hatchling | $(COMPILE) - -o requirements.lock >/dev/null && \
	echo hatchling | $(COMPILE) - --group dev -c requirements.lock -o requirements-dev.lock >/dev/null && \
	$(COMPILE) --extra pdf -c requirements.lock -o requirements-pdf.lock >/dev/null && \
	$(COMPILE) --extra cluster -c requirements.lock -o requirements-cluster.lock >/dev/null
	@! grep -nE '://|^ *--(index|extra|find|trusted)' requirements*.lock

clean: ## 删除缓存和覆盖率数据（不动 .venv、inbox、outbox）
	@rm -rf mutants .coverage .coverage.* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find pipeline tests -name __pycache__ -prune -exec rm -rf {} +

help: ## 列出这些命令
	@echo '用法：make 命令 [变量=值]'
	@sed -n 's/^\([a-z]*\):[^#]*## /\1 /p' Makefile | while read -r name text; do printf '  %-8s %s\n' "$$name" "$$text"; done

# --- set-up ---------------------------------------------------------------------------------------------------
# A stamp is a copy of the lock it was installed from. Lock touched: pip looks again (offline, if all is there).
# Lock changed, or .venv broken, moved, half-made or left by a Python that is gone: .venv is built anew; when that
# fails the old one, if it still works, comes back, and nothing half-made stays. flock: two may start at once.

SOUND = $(BIN)/python -I -c 'import os; from importlib.util import find_spec as find; \
	assert find("pip") and find("pandas") and os.path.samefile(find("pipeline").submodule_search_locations[0], "pipeline")' 2>/dev/null
RENEW := $(shell test ! -e .venv/.runtime || { test -x $(BIN)/pipeline && $(SOUND); } || echo renew)

define BEGIN
exec 9<Makefile; flock 9 2>/dev/null; \
fail() { printf '%s\n' "$$1" >&2; exit 1; }; \
install() { \
	said=$$($(PIP) "$$@" 2>&1) && return; \
	case $$said in \
	*'No matching distribution'* | *onnection* | *'timed out'*) \
		fail '没能下载依赖包，安装时要联网：请检查网络后再运行一次，有镜像的单位在命令后加 PIP_INDEX_URL=镜像地址' ;; \
	*'DO NOT MATCH'*) fail '下载的依赖包与锁文件不符，没有安装：请换可靠的网络或镜像再运行一次' ;; \
	*) fail "依赖包没有装上，请把这一行告诉维护人员：$$(printf '%s\n' "$$said" | grep -m 1 ERROR)" ;; \
	esac; \
}
endef

.venv/.runtime: requirements.lock pyproject.toml $(RENEW)
	@$(BEGIN); \
	fresh() { \
		version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || \
			fail '没有找到能用的 Python（$(PYTHON)），请先安装：apt install python3 python3-venv'; \
		case $$version in [0-2].* | 3.[0-9] | 3.10) \
			fail "$(PYTHON) 是 $$version，太旧，需要 3.11 或更新的版本，装好后指明它：make $(MAKECMDGOALS) PYTHON=python3.11" ;; \
		esac; \
		$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
			fail 'Python 缺少 venv 模块，请先安装：apt install python3-venv'; \
		echo '首次使用（或更新后），正在安装依赖包，约需1分钟……' >&2; \
		rm -rf .venv.old; \
		if test -e .venv/.runtime && $(SOUND); then mv .venv .venv.old; else rm -rf .venv; fi; \
		trap 'rm -rf .venv; test ! -e .venv.old || mv .venv.old .venv' EXIT; \
		trap 'exit 1' HUP INT TERM; \
		$(PYTHON) -m venv .venv >/dev/null 2>&1 || fail '建不成 .venv，请看本文件夹能否写入、磁盘是否已满：df -h .'; \
	}; \
	cmp -s requirements.lock .venv/.runtime && $(SOUND) || fresh; \
	install $(LOCKED) requirements.lock; \
	install --no-index --no-deps --no-build-isolation -e .; \
	$(BIN)/python -m compileall -q pipeline; \
	cp requirements.lock $@ && trap - EXIT && rm -rf .venv.old

.venv/.dev: .venv/.runtime requirements-dev.lock
	@$(BEGIN); \
	echo '正在安装开发工具……' >&2; \
	install $(LOCKED) requirements-dev.lock; \
	cp requirements-dev.lock $@

.venv/.pdf: .venv/.runtime requirements-pdf.lock
	@$(BEGIN); \
	echo '正在安装生成PDF的组件……' >&2; \
	install $(LOCKED) requirements-pdf.lock; \
	cp requirements-pdf.lock $@

.venv/.cluster: .venv/.runtime requirements-cluster.lock
	@$(BEGIN); \
	echo '正在安装集群组件……' >&2; \
	install $(LOCKED) requirements-cluster.lock; \
	cp requirements-cluster.lock $@
