"""Endorsements: what one organisation states of another: offered, accepted, shown, revoked, over by itself."""
