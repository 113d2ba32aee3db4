"""The observatory: what platforms say of their practices, counted once a month, and never of one of them."""
