"""What the values of a recipe must be, beyond their types: a module a section, a row a rule."""
