//! The only door to disk, environment and clock. Knows nothing of seeds' contents.
