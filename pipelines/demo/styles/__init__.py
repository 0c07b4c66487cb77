"""The eight styles: one module each, with the manners of its three artists and one `compose`."""
