"""What a person can ask of a node, from the command line, whether it runs or not: a file a noun, one table."""
