"""The demo town: an invented place whose people are invented too, made by the same commands that real people use."""
