"""What scripts ask, on the command line and over HTTP alike: the options of a request, and the document that answers it."""
