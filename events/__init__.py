"""Events, their transcripts, and the people who speak in them."""
