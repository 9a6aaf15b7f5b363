"""Forms that go out, and workbooks that go back to their units."""
