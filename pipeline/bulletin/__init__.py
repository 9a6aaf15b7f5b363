"""The monthly bulletin, the weekly note and the closing report: what they say, in tables and in sentences."""
