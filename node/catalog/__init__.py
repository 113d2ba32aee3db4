"""The catalogue: what this node gives as open data, described so that a data portal takes it by itself (DCAT-AP).

Nothing is published twice: what a catalogue leads to are the files of the directory, one for each licence met, and two
small tables of counts that are made here.
"""
