"""Chasing, 考核参考, milestones."""
