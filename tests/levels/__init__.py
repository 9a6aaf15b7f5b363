"""Cities and provinces: docs/逐级汇总.md."""
