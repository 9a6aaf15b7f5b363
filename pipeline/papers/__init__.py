"""What a paper of the office is made of: blocks, captions, the first page, where its figures come from."""
