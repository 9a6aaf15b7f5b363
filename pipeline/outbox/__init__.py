"""What lies in the outbox: put there whole, hand-made changes kept aside, told in a manifest."""
