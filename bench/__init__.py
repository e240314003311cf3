"""Timings of what must stay quick: `make bench`, or `python -m bench NAME…`.

A module here measures one thing. Its ``main()`` returns rows of three texts:
what was done, the figure with its unit (a median, where it was done more than
once), and how it was measured. It may use the database: an empty one is made
for the run and thrown away.
"""
