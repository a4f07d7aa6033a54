"""The words of every code, by what is spoken of; one file for each subject."""
