"""Mail: what this node sends to people by e-mail, through the SMTP server of whoever runs it."""
