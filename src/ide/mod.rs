//! Answers for an editor: one file a feature, pure functions of a snapshot. Knows no protocol.
