"""Accounts: the people of this node, what each may do, where they are signed in, whom they invite."""
