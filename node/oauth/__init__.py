"""How a person lets a program act for one of our organisations: OAuth 2 with PKCE, as FEP-d8c2 profiles it."""
