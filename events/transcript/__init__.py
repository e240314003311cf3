"""The text form of a transcript: strings and dataclasses, no Django."""
