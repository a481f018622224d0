"""Tables, repositories and migrations: structs in, structs out."""
