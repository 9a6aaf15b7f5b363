"""Files and folders of this machine: read once and never through a link, written whole or not at all."""
