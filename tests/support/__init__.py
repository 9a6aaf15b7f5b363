"""What tests share: workspaces and forms, second readers, other programs."""
