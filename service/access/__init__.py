"""Who may do what: keys, sessions of the page, one-time links, and the limits on failed tries."""
