"""Bulk: many listings of ours at once, made ready by processes of their own and written a few hundred to a commit."""
