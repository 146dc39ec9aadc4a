"""`nncourse grade`: a class's notebooks, marked by the same check that the students saw, in a sandbox."""
