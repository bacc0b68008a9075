# 问报告。常用：make demo（装好、读入示例、打开界面），make test（检查与测试）

PYTHON ?= python3
VENV ?= .venv
DEMO ?= .demo
ARGS ?=
BIN := $(VENV)/bin
SETUP := $(PYTHON) scripts/setup_env.py $(VENV)
INPUTS := pyproject.toml constraints.txt scripts/setup_env.py

.PHONY: help setup demo test lint faults clean distclean

help:
	@echo 'make demo   装好环境，读入示例报告，在 http://127.0.0.1:7860/ui 提供界面'
	@echo 'make test   装好开发环境，运行 ruff、mypy、pytest'
	@echo 'make setup  只装好运行环境'
	@echo 'make faults 长时间的检验：按接口说明发几千个请求，每种格式读几千个损坏的文件'
	@echo 'make lint   只运行 ruff 和 mypy'
	@echo 'make clean  删除示例库与缓存（distclean 连 .venv 一起删除）'

$(VENV)/.ready: $(INPUTS)
	@$(SETUP)
	@touch $@

$(VENV)/.ready-dev: $(INPUTS)
	@$(SETUP) dev
	@touch $@ $(VENV)/.ready

setup: $(VENV)/.ready

demo: setup
	@$(BIN)/baogao ingest corpus/samples/reports --library $(DEMO)
	@$(BIN)/baogao serve --library $(DEMO)

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

test: lint
	@$(BIN)/python -m pytest $(ARGS)

# Long ones: thousands of requests over the whole interface, thousands of damaged files
MUTANTS ?= 20000
faults: $(VENV)/.ready-dev
	@BAOGAO_CASES=300 $(BIN)/python -m pytest tests/web/test_schema.py tests/web/test_page.py::test_markup_in_reports_and_questions_runs_nothing
	@MUTANTS=$(MUTANTS) $(BIN)/python -m pytest tests/corpus/test_mutants.py

clean:
	rm -rf $(DEMO) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)
