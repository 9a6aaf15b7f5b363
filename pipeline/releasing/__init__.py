"""The release: totals, standings and what stands beside them, put together once for all writers."""
