"""A paper in its forms: page, Markdown, Word, mail, PDF; and the templates of its texts."""
