"""Reading a rule set: from the nodes of its document to typed structs, with every mistake named at its place."""
