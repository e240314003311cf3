"""What the domain refuses."""


class Refused(Exception):
    """A change that a rule of the archive forbids; its text tells an editor why.

    Nothing was changed when it is raised.
    """
