"""How good a recipe is: measured on tracks whose artists it never met."""
