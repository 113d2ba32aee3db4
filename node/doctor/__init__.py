"""What `bocage doctor` looks at: a file a group, each check a function of what was seen that gives a `Check`.

Looking (files, database, network) is done at the rim; judging is a function of data, so that every state can be tested.
"""
