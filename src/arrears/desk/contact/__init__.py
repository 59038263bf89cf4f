"""Who was contacted, how, with what result; the channels."""
