"""Text from people: hostile text made harmless, notebooks as one text, YAML with places."""
