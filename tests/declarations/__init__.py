"""schemas/, read strictly; a campaign and a workspace of one's own."""
