"""The forms of contacts and appointments. Fields say what to do when they are left out; nothing is decided here."""
